import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { CatalogTables } from '../storage/tables.ts';
import { type AccountName, formatAccount } from './account.ts';
import { requireAccount } from './accounts.ts';
import { KeyNameInvalid, KeyNameTaken, RateLimitInvalid, UnknownKey } from './errors.ts';
import { hashKey, KEY_PREFIX, makeKey } from './key-text.ts';
import { DEFAULT_PERMISSIONS, isPermission, type Permission, parsePermissions } from './permissions.ts';

/** What a new key shall be; every member has a default. */
export type KeyWish = {
  /** Unique in the account; by default `default`, then `default-2` and so on. */
  name?: string | undefined;
  /** Names of permissions; by default those that read and publish events. */
  permissions?: readonly string[] | undefined;
  /** Requests per minute; 0 is no limit; by default that of the settings. */
  rateLimit?: number | undefined;
};

/** A key that was just made. `key` is known to nobody else and can never be read again. */
export type NewKey = { key: string; name: string; permissions: readonly Permission[] };

/** A key as it is listed. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export type ListedKey = {
  name: string;
  permissions: readonly Permission[];
  createdAt: number;
  /** Up to ten seconds late while a server runs; absent when the key was never used. */
  lastUsedAt?: number;
  /** Requests per minute; 0 is no limit; absent when the setting decides. */
  rateLimit?: number;
};

const HIGHEST_RATE_LIMIT = 10_000_000;

/**
 * Makes a key of an account.
 *
 * @throws UnknownAccount, KeyNameTaken, KeyNameInvalid, UnknownPermission, NoPermissions, RateLimitInvalid
 */
export async function createKey(
  db: Kysely<CatalogTables>,
  account: AccountName,
  wish: KeyWish = {},
): Promise<NewKey> {
  if (wish.name !== undefined) checkName(wish.name);
  if (wish.rateLimit !== undefined) checkRateLimit(wish.rateLimit);
  const permissions = parsePermissions(wish.permissions ?? DEFAULT_PERMISSIONS);
  const key = makeKey();
  const name = await db.transaction().execute(async (transaction) => {
    const accountId = await requireAccount(transaction, account);
    const taken = await namesOf(transaction, accountId);
    if (wish.name !== undefined && taken.has(wish.name)) {
      throw new KeyNameTaken(formatAccount(account), wish.name);
    }
    const free = wish.name ?? freeName(taken);
    await transaction
      .insertInto('keys')
      .values({
        id: randomUUID(),
        account_id: accountId,
        name: free,
        hash: hashKey(key),
        permissions: permissions.join(','),
        rate_limit: wish.rateLimit ?? null,
        created_at: Date.now(),
        last_used_at: null,
        revoked_at: null,
      })
      .execute();
    return free;
  });
  return { key, name, permissions };
}

/**
 * The keys of an account that are not revoked, oldest first.
 *
 * @throws UnknownAccount
 */
export async function listKeys(db: Kysely<CatalogTables>, account: AccountName): Promise<ListedKey[]> {
  const rows = await db
    .selectFrom('keys')
    .selectAll()
    .where('account_id', '=', await requireAccount(db, account))
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    // Keys of one millisecond are told in the order in which they were made, too.
    .orderBy(sql`rowid`)
    .execute();
  return rows.map((row) => ({
    name: row.name,
    permissions: storedPermissions(row.permissions),
    createdAt: row.created_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.rate_limit !== null && { rateLimit: row.rate_limit }),
  }));
}

/**
 * Revokes a key: every process refuses it from its next request on. Its name is free again.
 *
 * @throws UnknownAccount, UnknownKey, KeyNameInvalid
 */
export async function revokeKey(
  db: Kysely<CatalogTables>,
  account: AccountName,
  name: string,
): Promise<void> {
  checkName(name);
  const { numUpdatedRows } = await db
    .updateTable('keys')
    .set({ revoked_at: Date.now() })
    .where('account_id', '=', await requireAccount(db, account))
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new UnknownKey(formatAccount(account), name);
}

/** The permissions in a row. One that this version does not know grants nothing. */
export function storedPermissions(text: string): Permission[] {
  return text.split(',').filter(isPermission);
}

function checkName(name: string): void {
  // Whoever gives the key for its name must not read the key in an error or in a list.
  if (name.startsWith(KEY_PREFIX)) {
    throw new KeyNameInvalid(
      `the name of a key cannot begin with ${KEY_PREFIX}; give its name, not the key itself`,
    );
  }
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw new KeyNameInvalid(
      `'${name}' cannot name a key; use 1 to 64 letters, digits, dots, dashes or underscores`,
    );
  }
}

function checkRateLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 0 || limit > HIGHEST_RATE_LIMIT) {
    throw new RateLimitInvalid(limit, HIGHEST_RATE_LIMIT);
  }
}

async function namesOf(db: Kysely<CatalogTables>, accountId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('keys')
    .select('name')
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .execute();
  return new Set(rows.map(({ name }) => name));
}

function freeName(taken: ReadonlySet<string>): string {
  if (!taken.has('default')) return 'default';
  let number = 2;
  while (taken.has(`default-${number}`)) number++;
  return `default-${number}`;
}
