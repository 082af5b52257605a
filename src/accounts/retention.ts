import type { Kysely } from 'kysely';
import type { CatalogTables } from '../storage/tables.ts';
import type { AccountName } from './account.ts';
import { requireAccount } from './accounts.ts';
import { InvalidInput } from './errors.ts';

/** How long an account keeps events: so many days, forever, or as long as the server is set to. */
export type Retention = number | 'forever' | 'default';

/** A hundred years. */
const MOST_DAYS = 36_500;

export class RetentionInvalid extends InvalidInput {
  override readonly name = 'RetentionInvalid';
  constructor(text: string) {
    super(
      `'${text}' is no time to keep events for; give a whole number of days from 1 to ${MOST_DAYS}, 'forever', or 'default' for what CHAPPE_RETENTION_DAYS says`,
    );
  }
}

/** @throws RetentionInvalid */
export function parseRetention(text: string): Retention {
  if (text === 'forever' || text === 'default') return text;
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS) throw new RetentionInvalid(text);
  return days;
}

/** In the catalog, 0 days stand for forever and null for the default. */
function fromDays(days: number | null): Retention {
  if (days === null) return 'default';
  return days === 0 ? 'forever' : days;
}

/** @throws UnknownAccount */
export async function setRetention(
  db: Kysely<CatalogTables>,
  name: AccountName,
  retention: Retention,
): Promise<void> {
  const days = retention === 'default' ? null : retention === 'forever' ? 0 : retention;
  await db
    .updateTable('accounts')
    .set({ retention_days: days })
    .where('id', '=', await requireAccount(db, name))
    .execute();
}

/** @throws UnknownAccount */
export async function retentionOf(db: Kysely<CatalogTables>, name: AccountName): Promise<Retention> {
  const { retention_days } = await db
    .selectFrom('accounts')
    .select('retention_days')
    .where('id', '=', await requireAccount(db, name))
    .executeTakeFirstOrThrow();
  return fromDays(retention_days);
}

/** What all accounts keep, by name. */
export async function listRetentions(
  db: Kysely<CatalogTables>,
): Promise<{ name: AccountName; retention: Retention }[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(['agency', 'customer', 'retention_days'])
    .orderBy('folded')
    .execute();
  return rows.map(({ agency, customer, retention_days }) => ({
    name: { agency, customer },
    retention: fromDays(retention_days),
  }));
}
