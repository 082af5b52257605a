import { randomBytes } from 'node:crypto';
import { type Kysely, type Migration, sql } from 'kysely';

/** What accounts sign addresses with that they give out, and the numbers by which such addresses name them. */
export const tracking: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('signing_keys')
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('secret', 'blob', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('retired_at', 'integer')
      .addPrimaryKeyConstraint('signing_keys_key', ['account_id', 'number'])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .alterTable('accounts')
      .addColumn('number', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('accounts').addColumn('legacy_secret', 'text').execute();
    await sql`
      UPDATE accounts SET number = numbered.number
      FROM (SELECT id, row_number() OVER (ORDER BY created_at, folded) AS number FROM accounts) AS numbered
      WHERE accounts.id = numbered.id`.execute(db);
    await db.schema.createIndex('accounts_number').unique().on('accounts').column('number').execute();
    const { rows } = await sql<{ id: string; created_at: number }>`
      SELECT id, created_at FROM accounts`.execute(db);
    for (const { id, created_at } of rows) {
      await sql`
        INSERT INTO signing_keys (account_id, number, secret, created_at)
        VALUES (${id}, 1, ${randomBytes(32)}, ${created_at})`.execute(db);
    }
  },
};
