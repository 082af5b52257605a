import type { Kysely } from 'kysely';
import { type AccountName, formatAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { parseSenderUrl } from '../delivery/sender-url.ts';
import type { CatalogTables } from '../storage/tables.ts';
import { SenderExists, SenderNameInvalid, UnknownSender } from './errors.ts';

/** A sender profile: by what messages of an account leave. */
export type SenderProfile = {
  /** Unique in the account, and never used again: actions name their sender by it. */
  number: number;
  name: string;
  /** May hold a password: show it only by `redactSenderUrl`. */
  url: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  createdAt: number;
};

/** What an account has that has none: its messages are kept as files. */
export const CAPTURE_PROFILE: SenderProfile = { number: 0, name: 'capture', url: 'capture:', createdAt: 0 };

/**
 * Adds a sender. The first one that an account has is its default.
 *
 * @throws UnknownAccount, SenderNameInvalid, SenderUrlInvalid, SenderExists
 */
export async function addProfile(
  db: Kysely<CatalogTables>,
  account: AccountName,
  name: string,
  url: string,
): Promise<SenderProfile> {
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) throw new SenderNameInvalid(name);
  parseSenderUrl(url);
  return db.transaction().execute(async (transaction) => {
    const accountId = await requireAccount(transaction, account);
    const existing = await transaction
      .selectFrom('senders')
      .select('name')
      .where('account_id', '=', accountId)
      // People would take one for the other.
      .where(({ fn }) => fn<string>('lower', ['name']), '=', name.toLowerCase())
      .executeTakeFirst();
    if (existing !== undefined) throw new SenderExists(formatAccount(account), existing.name);
    const { last_sender: number } = await transaction
      .updateTable('accounts')
      .set((eb) => ({ last_sender: eb('last_sender', '+', 1) }))
      .where('id', '=', accountId)
      .returning('last_sender')
      .executeTakeFirstOrThrow();
    const createdAt = Date.now();
    await transaction
      .insertInto('senders')
      .values({ account_id: accountId, number, name, url, created_at: createdAt })
      .execute();
    return { number, name, url, createdAt };
  });
}

/** The senders of an account, oldest first; the first is the default. @throws UnknownAccount */
export async function listProfiles(
  db: Kysely<CatalogTables>,
  account: AccountName,
): Promise<SenderProfile[]> {
  const rows = await db
    .selectFrom('senders')
    .selectAll()
    .where('account_id', '=', await requireAccount(db, account))
    .orderBy('number')
    .execute();
  return rows.map(({ number, name, url, created_at }) => ({ number, name, url, createdAt: created_at }));
}

/** @throws UnknownAccount, UnknownSender */
export async function removeProfile(
  db: Kysely<CatalogTables>,
  account: AccountName,
  name: string,
): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('senders')
    .where('account_id', '=', await requireAccount(db, account))
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new UnknownSender(formatAccount(account), name);
}

/** The accounts that have no sender, by name: their messages are only kept as files. */
export async function accountsWithoutSender(db: Kysely<CatalogTables>): Promise<AccountName[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(['agency', 'customer'])
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('senders').select('number').whereRef('senders.account_id', '=', 'accounts.id'))),
    )
    .orderBy('folded')
    .execute();
  return rows.map(({ agency, customer }) => ({ agency, customer }));
}
