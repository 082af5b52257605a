import { type Kysely, type Migration, sql } from 'kysely';

/** The categories of actions. Accounts that exist get the one that every account has. */
export const categories: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('categories')
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('folded', 'text', (column) => column.notNull())
      .addColumn('description', 'text')
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('is_default', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('categories_key', ['account_id', 'number'])
      .addUniqueConstraint('categories_name', ['account_id', 'folded'])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .alterTable('accounts')
      .addColumn('last_category', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
    await sql`
      INSERT INTO categories (account_id, number, name, folded, created_at, is_default)
      SELECT id, 1, 'non_categorisee', 'non_categorisee', created_at, 1 FROM accounts`.execute(db);
  },
};
