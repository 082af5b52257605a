import { type Kysely, type Migration, sql } from 'kysely';

/** By what messages leave (sender profiles), from which domains, and with which keys they are signed. */
export const senders: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('senders')
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('senders_key', ['account_id', 'number'])
      .addUniqueConstraint('senders_name', ['account_id', 'name'])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .createTable('sending_domains')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('domain', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addUniqueConstraint('sending_domains_name', ['account_id', 'domain'])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .createTable('dkim_keys')
      .addColumn('domain_id', 'text', (column) => column.notNull().references('sending_domains.id'))
      .addColumn('selector', 'text', (column) => column.notNull())
      .addColumn('algorithm', 'text', (column) => column.notNull())
      .addColumn('private_key', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('dkim_keys_key', ['domain_id', 'selector'])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .alterTable('accounts')
      .addColumn('last_sender', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
