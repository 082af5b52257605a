import { type Kysely, type Migration, sql } from 'kysely';

/** Accounts, and the API keys that open them. */
export const accountsAndKeys: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('accounts')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('agency', 'text', (column) => column.notNull())
      .addColumn('customer', 'text', (column) => column.notNull())
      .addColumn('folded', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .createTable('keys')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('permissions', 'text', (column) => column.notNull())
      .addColumn('rate_limit', 'integer')
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('last_used_at', 'integer')
      .addColumn('revoked_at', 'integer')
      .modifyEnd(sql`strict`)
      .execute();
    // A revoked key stays, so that its id in old logs can be explained, but its name is free again.
    await db.schema
      .createIndex('keys_name')
      .unique()
      .on('keys')
      .columns(['account_id', 'name'])
      .where(sql.ref('revoked_at'), 'is', null)
      .execute();
  },
};
