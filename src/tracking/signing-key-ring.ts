import { createSecretKey } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type AccountName, formatAccount } from '../accounts/account.ts';
import { UnknownAccount } from '../accounts/errors.ts';
import type { CatalogTables } from '../storage/tables.ts';
import type { AccountKeys, SigningKey, SigningKeys } from './signing-keys.ts';

/** What the ring is read from. */
export type KeySource = {
  readonly db: Kysely<CatalogTables>;
  /** Differs from the one before whenever anything was committed in between. */
  version(): number;
};

/**
 * The signing keys of all accounts, for a running server: read when they are first asked for, and again after any change
 * of the catalog, so that a key that a command makes or retires counts from the next link on.
 */
export class SigningKeyRing implements SigningKeys {
  readonly #source: KeySource;
  #version: number | undefined;
  #byName = new Map<string, AccountKeys>();
  #byNumber = new Map<number, AccountKeys>();

  constructor(source: KeySource) {
    this.#source = source;
  }

  async of(account: AccountName): Promise<AccountKeys> {
    this.#forgetOlder();
    const name = formatAccount(account);
    const keys = this.#byName.get(name) ?? (await this.#load(account));
    if (keys === undefined) throw new UnknownAccount(name);
    return keys;
  }

  async numbered(number: number): Promise<AccountKeys | undefined> {
    this.#forgetOlder();
    return this.#byNumber.get(number) ?? (await this.#load({ number }));
  }

  #forgetOlder(): void {
    const version = this.#source.version();
    if (version === this.#version) return;
    this.#version = version;
    this.#byName = new Map();
    this.#byNumber = new Map();
  }

  /** Numbers and names that no account has are not kept, so that guessing cannot fill the memory. */
  async #load(named: AccountName | { number: number }): Promise<AccountKeys | undefined> {
    // If the catalog changes meanwhile, these maps are no longer the ones in use and what they get is forgotten.
    const [byName, byNumber] = [this.#byName, this.#byNumber];
    const rows = await this.#source.db
      .selectFrom('accounts')
      .innerJoin('signing_keys', 'signing_keys.account_id', 'accounts.id')
      .select(['agency', 'customer', 'accounts.number as account', 'legacy_secret'])
      .select(['signing_keys.number', 'secret'])
      .where((is) =>
        'number' in named
          ? is('accounts.number', '=', named.number)
          : is.and([is('agency', '=', named.agency), is('customer', '=', named.customer)]),
      )
      .where('retired_at', 'is', null)
      .orderBy('signing_keys.number')
      .execute();
    const keys = keysIn(rows);
    if (keys !== undefined) {
      byName.set(formatAccount(keys.account), keys);
      byNumber.set(keys.number, keys);
    }
    return keys;
  }
}

type Row = {
  agency: string;
  customer: string;
  account: number;
  legacy_secret: string | null;
  number: number;
  secret: Uint8Array;
};

function keysIn(rows: readonly Row[]): AccountKeys | undefined {
  const keys = rows.map(({ number, secret }): SigningKey => ({ number, secret: createSecretKey(secret) }));
  const [last, newest] = [rows.at(-1), keys.at(-1)];
  if (last === undefined || newest === undefined) return undefined;
  const { agency, customer, account: number, legacy_secret } = last;
  return {
    account: { agency, customer },
    number,
    newest,
    keys: new Map(keys.map((key) => [key.number, key])),
    ...(legacy_secret !== null && { olderSecret: createSecretKey(Buffer.from(legacy_secret)) }),
  };
}
