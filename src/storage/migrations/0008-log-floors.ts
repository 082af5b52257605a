import type { Kysely, Migration } from 'kysely';

/** How far the event log of each account is known to have been; 0 when nothing is known of it. */
export const logFloors: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('accounts')
      .addColumn('log_floor', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
