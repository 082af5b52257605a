import type { Kysely, Migration } from 'kysely';

/** How long an account keeps its events. */
export const retention: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('accounts').addColumn('retention_days', 'integer').execute();
  },
};
