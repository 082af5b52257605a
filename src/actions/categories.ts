import type { Kysely, Selectable } from 'kysely';
import type { AccountName } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { foldName, readName, requireRoom } from '../contacts/name.ts';
import { Refusal } from '../contacts/refusal.ts';
import type { CatalogTables, CategoryTable } from '../storage/tables.ts';
import { wholeSeconds } from '../time/whole-seconds.ts';
import type { Category, CategoryDraft } from './category.ts';

/** The categories of one account. */
export class Categories {
  readonly #db: Kysely<CatalogTables>;
  readonly #account: AccountName;
  readonly #now: () => number;

  constructor(db: Kysely<CatalogTables>, account: AccountName, now: () => number) {
    this.#db = db;
    this.#account = account;
    this.#now = now;
  }

  async list(): Promise<Category[]> {
    const rows = await this.#db
      .selectFrom('categories')
      .selectAll()
      .where('account_id', '=', await requireAccount(this.#db, this.#account))
      .orderBy('number')
      .execute();
    return rows.map(categoryOf);
  }

  /** @throws Refusal when the account has no such category. */
  async find(id: number): Promise<Category> {
    return categoryOf(await require(this.#db, await requireAccount(this.#db, this.#account), id));
  }

  /** @throws Refusal */
  create(draft: CategoryDraft): Promise<Category> {
    const name = readName(draft.name);
    return this.#db.transaction().execute(async (transaction) => {
      const account = await requireAccount(transaction, this.#account);
      const existing = await transaction
        .selectFrom('categories')
        .select('number')
        .where('account_id', '=', account)
        .execute();
      requireRoom(existing, 'categories');
      await requireFree(transaction, account, name);
      // Numbers are never used again: actions may go on naming a category that is gone.
      const { last_category: number } = await transaction
        .updateTable('accounts')
        .set((eb) => ({ last_category: eb('last_category', '+', 1) }))
        .where('id', '=', account)
        .returning('last_category')
        .executeTakeFirstOrThrow();
      const row = {
        account_id: account,
        number,
        name,
        folded: foldName(name),
        description: draft.description ?? null,
        created_at: this.#now(),
        is_default: 0,
      };
      await transaction.insertInto('categories').values(row).execute();
      return categoryOf(row);
    });
  }

  /** @throws Refusal */
  change(id: number, draft: CategoryDraft): Promise<Category> {
    return this.#db.transaction().execute(async (transaction) => {
      const account = await requireAccount(transaction, this.#account);
      const before = await require(transaction, account, id);
      const name = readName(draft.name ?? before.name);
      await requireFree(transaction, account, name, id);
      const description = draft.description === undefined ? before.description : draft.description;
      await transaction
        .updateTable('categories')
        .set({ name, folded: foldName(name), description })
        .where('account_id', '=', account)
        .where('number', '=', id)
        .execute();
      return categoryOf({ ...before, name, description });
    });
  }

  /** @throws Refusal */
  delete(id: number): Promise<void> {
    return this.#db.transaction().execute(async (transaction) => {
      const account = await requireAccount(transaction, this.#account);
      const { name, is_default } = await require(transaction, account, id);
      if (is_default === 1) {
        throw new Refusal('conflict', `'${name}' is the default category, which every account keeps`);
      }
      await transaction
        .deleteFrom('categories')
        .where('account_id', '=', account)
        .where('number', '=', id)
        .execute();
    });
  }
}

async function require(db: Kysely<CatalogTables>, account: string, id: number) {
  const row = await db
    .selectFrom('categories')
    .selectAll()
    .where('account_id', '=', account)
    .where('number', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal('not-found', `the account has no category ${id}`);
  return row;
}

async function requireFree(
  db: Kysely<CatalogTables>,
  account: string,
  name: string,
  but?: number,
): Promise<void> {
  const other = await db
    .selectFrom('categories')
    .select(['number', 'name'])
    .where('account_id', '=', account)
    .where('folded', '=', foldName(name))
    .executeTakeFirst();
  if (other === undefined || other.number === but) return;
  throw new Refusal(
    'already-exists',
    `category ${other.number} is named '${other.name}'; names may not differ only in case: choose another`,
  );
}

function categoryOf({ number, name, description, created_at }: Selectable<CategoryTable>): Category {
  return { id: number, name, description, creationDate: wholeSeconds(created_at) };
}
