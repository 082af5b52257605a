import { type Kysely, type Migration, sql } from 'kysely';

/** Messages by which an account checks its own path, and how each part of it was found. */
export const canaries: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('canaries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('patience', 'integer', (column) => column.notNull())
      .addColumn('every', 'integer')
      .addColumn('due_at', 'integer')
      .addColumn('begun_at', 'integer')
      .addColumn('ended_at', 'integer')
      .addColumn('findings', 'text', (column) => column.notNull())
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .createIndex('canaries_schedule')
      .unique()
      .on('canaries')
      .column('account_id')
      .where(sql.ref('every'), 'is not', null)
      .execute();
    await db.schema
      .createTable('canary_parts')
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('part', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('since', 'integer', (column) => column.notNull())
      .addColumn('checked_at', 'integer', (column) => column.notNull())
      .addColumn('seconds', 'real')
      .addColumn('reason', 'text')
      .addPrimaryKeyConstraint('canary_parts_key', ['account_id', 'part'])
      .modifyEnd(sql`strict`)
      .execute();
  },
};
