import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { CatalogTables } from '../storage/tables.ts';
import { type AccountName, foldAccount, formatAccount } from './account.ts';
import { DEFAULT_CATEGORY } from './default-category.ts';
import { AccountExists, UnknownAccount } from './errors.ts';

/** An account as it is listed. */
export type Account = {
  name: AccountName;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  createdAt: number;
};

/** @throws AccountExists when the account, or one whose name differs only in case, exists. */
export async function createAccount(db: Kysely<CatalogTables>, name: AccountName): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const existing = await findFolded(transaction, name);
    if (existing) throw new AccountExists(formatAccount(name), formatAccount(existing));
    const { agency, customer } = name;
    const id = randomUUID();
    const created_at = Date.now();
    const { last } = await transaction
      .selectFrom('accounts')
      .select((all) => all.fn.coalesce(all.fn.max('number'), all.lit(0)).as('last'))
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('accounts')
      .values({ id, agency, customer, folded: foldAccount(name), created_at, number: last + 1 })
      .execute();
    await transaction
      .insertInto('signing_keys')
      .values({ account_id: id, number: 1, secret: randomBytes(32), created_at, retired_at: null })
      .execute();
    await transaction
      .insertInto('categories')
      .values({
        account_id: id,
        number: 1,
        name: DEFAULT_CATEGORY,
        folded: DEFAULT_CATEGORY,
        description: null,
        created_at,
        is_default: 1,
      })
      .execute();
  });
}

/** All accounts, by name. */
export async function listAccounts(db: Kysely<CatalogTables>): Promise<Account[]> {
  const rows = await db.selectFrom('accounts').selectAll().orderBy('folded').execute();
  return rows.map(({ agency, customer, created_at }) => ({
    name: { agency, customer },
    createdAt: created_at,
  }));
}

/**
 * The id under which the catalog knows an account; also the way to make sure that it exists.
 *
 * @throws UnknownAccount when it does not exist.
 */
export async function requireAccount(db: Kysely<CatalogTables>, name: AccountName): Promise<string> {
  const found = await findFolded(db, name);
  if (found === undefined) throw new UnknownAccount(formatAccount(name));
  if (formatAccount(found) !== formatAccount(name)) {
    throw new UnknownAccount(formatAccount(name), formatAccount(found));
  }
  return found.id;
}

function findFolded(db: Kysely<CatalogTables>, name: AccountName) {
  return db
    .selectFrom('accounts')
    .select(['id', 'agency', 'customer'])
    .where('folded', '=', foldAccount(name))
    .executeTakeFirst();
}
