import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type AccountName, formatAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import type { CatalogTables } from '../storage/tables.ts';
import { KeyNumberInvalid, NewestSigningKey, UnknownSigningKey } from './errors.ts';

/** A signing key as it is listed, without its secret. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export type ListedSigningKey = { number: number; createdAt: number; retiredAt?: number };

/** @throws KeyNumberInvalid */
export function parseKeyNumber(text: string): number {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
  if (number === undefined) throw new KeyNumberInvalid(text);
  return number;
}

/**
 * Gives an account a new key, which signs from now on. What older keys have signed stays good. Answers its number.
 *
 * @throws UnknownAccount
 */
export async function rotateSigningKey(db: Kysely<CatalogTables>, account: AccountName): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const accountId = await requireAccount(transaction, account);
    const number = (await newestOf(transaction, accountId)) + 1;
    await transaction
      .insertInto('signing_keys')
      .values({
        account_id: accountId,
        number,
        secret: randomBytes(32),
        created_at: Date.now(),
        retired_at: null,
      })
      .execute();
    return number;
  });
}

/** The keys of an account, oldest first. @throws UnknownAccount */
export async function listSigningKeys(
  db: Kysely<CatalogTables>,
  account: AccountName,
): Promise<ListedSigningKey[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['number', 'created_at', 'retired_at'])
    .where('account_id', '=', await requireAccount(db, account))
    .orderBy('number')
    .execute();
  return rows.map(({ number, created_at, retired_at }) => ({
    number,
    createdAt: created_at,
    ...(retired_at !== null && { retiredAt: retired_at }),
  }));
}

/**
 * Forgets the secret of a key: whatever it has signed is refused from now on. Its number is never used again.
 *
 * @throws UnknownAccount, UnknownSigningKey, NewestSigningKey
 */
export async function retireSigningKey(
  db: Kysely<CatalogTables>,
  account: AccountName,
  number: number,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const accountId = await requireAccount(transaction, account);
    if (number === (await newestOf(transaction, accountId)))
      throw new NewestSigningKey(formatAccount(account), number);
    const { numUpdatedRows } = await transaction
      .updateTable('signing_keys')
      .set({ secret: new Uint8Array(), retired_at: Date.now() })
      .where('account_id', '=', accountId)
      .where('number', '=', number)
      .where('retired_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new UnknownSigningKey(formatAccount(account), number);
  });
}

async function newestOf(db: Kysely<CatalogTables>, accountId: string): Promise<number> {
  const { newest } = await db
    .selectFrom('signing_keys')
    .select((all) => all.fn.coalesce(all.fn.max('number'), all.lit(0)).as('newest'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return newest;
}
