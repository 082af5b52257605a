import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { type AccountName, formatAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import type { CanaryTable, CatalogTables } from '../storage/tables.ts';
import { type Canary, type Finding, type PartState, readFinding, readFindings } from './canary.ts';
import { NoCanarySchedule } from './errors.ts';

type Db = Kysely<CatalogTables>;

/** What is asked for, once or again and again. */
export type CanaryWish = { address: string; patience: number; every?: number };

/** Whoever asked for a run that has not begun by then has gone away; and so long a result is kept, in milliseconds. */
const ASKED_FOR = 60_000;
const KEPT_FOR = 86_400_000;

/**
 * Asks the server for a run, and gives its id. With `every` it takes the place of the schedule that the account had.
 *
 * @throws UnknownAccount
 */
export async function askCanary(
  db: Db,
  account: AccountName,
  { address, patience, every }: CanaryWish,
  now: number,
): Promise<string> {
  return db.transaction().execute(async (transaction) => {
    const account_id = await requireAccount(transaction, account);
    if (every !== undefined) await forgetSchedule(transaction, account_id);
    const id = randomUUID();
    await transaction
      .insertInto('canaries')
      .values({
        id,
        account_id,
        address,
        patience,
        every: every ?? null,
        due_at: now,
        begun_at: null,
        ended_at: null,
        findings: '[]',
      })
      .execute();
    return id;
  });
}

/** Ends the schedule of an account, and forgets what it found. @throws UnknownAccount, NoCanarySchedule */
export async function stopCanary(db: Db, account: AccountName): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const stopped = await forgetSchedule(transaction, await requireAccount(transaction, account));
    if (!stopped) throw new NoCanarySchedule(formatAccount(account));
  });
}

async function forgetSchedule(db: Db, accountId: string): Promise<boolean> {
  await db.deleteFrom('canary_parts').where('account_id', '=', accountId).execute();
  const { numDeletedRows } = await db
    .deleteFrom('canaries')
    .where('account_id', '=', accountId)
    .where('every', 'is not', null)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** The canary with an id; undefined when there is none any more. */
export async function findCanary(db: Db, id: string): Promise<Canary | undefined> {
  const row = await selectCanaries(db).where('canaries.id', '=', id).executeTakeFirst();
  return row && canaryOf(row);
}

/** The canaries that are sent again and again, by account. */
export async function listSchedules(db: Db): Promise<Canary[]> {
  const rows = await selectCanaries(db).where('every', 'is not', null).orderBy('folded').execute();
  return rows.map(canaryOf);
}

/** Those that have not ended, the oldest first. */
export async function listUnended(db: Db): Promise<Canary[]> {
  const rows = await selectCanaries(db).where('due_at', 'is not', null).orderBy('due_at').execute();
  return rows.map(canaryOf);
}

/** How each part was found last, of all accounts that have a schedule. */
export async function listPartStates(db: Db): Promise<PartState[]> {
  const rows = await db
    .selectFrom('canary_parts')
    .innerJoin('accounts', 'accounts.id', 'canary_parts.account_id')
    .selectAll('canary_parts')
    .select(['agency', 'customer'])
    .orderBy('folded')
    .execute();
  return rows.map(({ agency, customer, part, state, seconds, reason, since, checked_at }) => ({
    ...readFinding({
      part,
      state,
      ...(seconds !== null && { seconds }),
      ...(reason !== null && { reason }),
    }),
    account: { agency, customer },
    since,
    checkedAt: checked_at,
  }));
}

/** Forgets runs that nobody waits for: asked for and not begun, or long over. */
export async function forgetAbandoned(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('canaries')
    .where('every', 'is', null)
    .where(({ or, and, eb }) =>
      or([
        eb('ended_at', '<', now - KEPT_FOR),
        and([eb('begun_at', 'is', null), eb('due_at', '<', now - ASKED_FOR)]),
      ]),
    )
    .execute();
}

/** Forgets runs that an earlier process has broken off; those of schedules begin again. */
export async function forgetBrokenOff(db: Db): Promise<void> {
  await db
    .deleteFrom('canaries')
    .where('every', 'is', null)
    .where('begun_at', 'is not', null)
    .where('ended_at', 'is', null)
    .execute();
}

/** For a command that waits: it learns that its run was taken up. */
export async function noteBegun(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable('canaries')
    .set({ begun_at: now, ended_at: null, findings: '[]' })
    .where('id', '=', id)
    .execute();
}

export async function noteFindings(db: Db, id: string, findings: readonly Finding[]): Promise<void> {
  await db
    .updateTable('canaries')
    .set({ findings: JSON.stringify(findings) })
    .where('id', '=', id)
    .execute();
}

/**
 * Ends a run. What it found counts for the account when it is that of the schedule, or goes to the same address: so who
 * has mended something need not wait for the next turn.
 */
export async function noteEnded(
  db: Db,
  { id }: Canary,
  findings: readonly Finding[],
  { begunAt, now }: { begunAt: number; now: number },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // It may have been stopped meanwhile.
    const row = await transaction.selectFrom('canaries').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return;
    const { account_id, address, every } = row;
    await transaction
      .updateTable('canaries')
      .set({
        begun_at: begunAt,
        ended_at: now,
        due_at: every === null ? null : now + every,
        findings: JSON.stringify(findings),
      })
      .where('id', '=', id)
      .execute();
    const schedule = await transaction
      .selectFrom('canaries')
      .select('address')
      .where('account_id', '=', account_id)
      .where('every', 'is not', null)
      .executeTakeFirst();
    if (schedule?.address.toLowerCase() !== address.toLowerCase()) return;
    for (const finding of findings) await notePart(transaction, account_id, finding, now);
  });
}

/** A part that was not reached stays as it was: nothing new is known of it. */
async function notePart(db: Db, account_id: string, finding: Finding, now: number): Promise<void> {
  const { part, state, seconds = null, reason = null } = finding;
  if (state === 'skipped') return;
  const values = { account_id, part, state, since: now, checked_at: now, seconds, reason };
  await db
    .insertInto('canary_parts')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'part']).doUpdateSet(({ ref, eb }) => ({
        state,
        checked_at: now,
        seconds,
        reason,
        since: eb
          .case()
          .when('canary_parts.state', '=', state)
          .then(ref('canary_parts.since'))
          .else(now)
          .end(),
      })),
    )
    .execute();
}

function selectCanaries(db: Db) {
  return db
    .selectFrom('canaries')
    .innerJoin('accounts', 'accounts.id', 'canaries.account_id')
    .selectAll('canaries')
    .select(['agency', 'customer']);
}

function canaryOf(row: Selectable<CanaryTable> & AccountName): Canary {
  const { id, agency, customer, address, patience, every, due_at, begun_at, ended_at, findings } = row;
  return {
    id,
    account: { agency, customer },
    address,
    patience,
    ...(every !== null && { every }),
    ...(due_at !== null && { dueAt: due_at }),
    ...(begun_at !== null && { begunAt: begun_at }),
    ...(ended_at !== null && { endedAt: ended_at }),
    findings: readFindings(findings),
  };
}
