import { type Kysely, type Migration, sql } from 'kysely';

/** The definitions of e-mail and SMS actions. The content stands last: lists do not read it. */
export const actions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('actions')
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('state', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('actions_key', ['account_id', 'number'])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .alterTable('accounts')
      .addColumn('last_action', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
