import { timingSafeEqual } from 'node:crypto';
import type { Catalog } from '../storage/catalog.ts';
import type { AccountName } from './account.ts';
import { hasFormOfKey, hashKey } from './key-text.ts';
import { storedPermissions } from './keys.ts';
import { LastUses } from './last-uses.ts';
import type { Permission } from './permissions.ts';

/** A key that was shown to be right, and what it opens. */
export type AuthenticatedKey = {
  readonly account: AccountName;
  readonly keyId: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Requests per minute; 0 is no limit; absent when the setting decides. */
  readonly rateLimit?: number;
};

/**
 * How long the version of the catalog is believed, in milliseconds. Many requests come at the same time, and asking
 * takes SQLite as long as a sixth of one. No command that changes a key has told that it is done by then.
 */
const BELIEVED = 1;

/**
 * Tells which key a text is.
 *
 * Keys that were found are kept in memory, by hash, until anything in the catalog changes: its version is asked time
 * and again, so a key that another process makes or revokes counts from the next request on.
 * Texts that are no key are not kept, so that guessing cannot fill the memory.
 */
export class KeyRing {
  readonly #catalog: Catalog;
  readonly #lastUses: LastUses;
  readonly #clock: () => number;
  #version: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #found = new Map<string, AuthenticatedKey>();

  /**
   * @param report told when the times of last use could not be written; they are kept and tried again.
   * @param clock in milliseconds; it is never set.
   */
  constructor(
    catalog: Catalog,
    report: (error: unknown) => void,
    clock: () => number = () => performance.now(),
  ) {
    this.#catalog = catalog;
    this.#clock = clock;
    this.#lastUses = new LastUses(catalog.db, report);
  }

  /** The key with this text; undefined when no account has it or it was revoked. Notes that it was used. */
  async authenticate(text: string): Promise<AuthenticatedKey | undefined> {
    if (!hasFormOfKey(text)) return undefined;
    const hash = hashKey(text);
    const key = this.#current().get(hash) ?? (await this.#load(hash));
    if (key !== undefined) this.#lastUses.note(key.keyId);
    return key;
  }

  /** Writes the times of last use; call it before the catalog is closed. */
  close(): Promise<void> {
    return this.#lastUses.flush();
  }

  #current(): Map<string, AuthenticatedKey> {
    const now = this.#clock();
    if (now - this.#askedAt < BELIEVED) return this.#found;
    this.#askedAt = now;
    const version = this.#catalog.version();
    if (version !== this.#version) {
      this.#version = version;
      this.#found = new Map();
    }
    return this.#found;
  }

  async #load(hash: string): Promise<AuthenticatedKey | undefined> {
    // If the catalog changes while the key is read, this map is no longer the one in use and what it gets is forgotten.
    const found = this.#found;
    const row = await this.#catalog.db
      .selectFrom('keys')
      .innerJoin('accounts', 'accounts.id', 'keys.account_id')
      .select(['keys.id', 'name', 'hash', 'permissions', 'rate_limit', 'agency', 'customer'])
      .where('hash', '=', hash)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined;
    const key: AuthenticatedKey = {
      account: { agency: row.agency, customer: row.customer },
      keyId: row.id,
      name: row.name,
      permissions: new Set(storedPermissions(row.permissions)),
      ...(row.rate_limit !== null && { rateLimit: row.rate_limit }),
    };
    found.set(hash, key);
    return key;
  }
}
