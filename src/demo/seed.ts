import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccountName, folderOf, formatAccount } from '../accounts/account.ts';
import { createAccount, listAccounts } from '../accounts/accounts.ts';
import { createKey, listKeys, revokeKey } from '../accounts/keys.ts';
import { PERMISSIONS } from '../accounts/permissions.ts';
import type { ActionRecords } from '../actions/records.ts';
import type { ContactBooks } from '../contacts/book.ts';
import type { Entry, EventLogs } from '../events/log.ts';
import type { Event } from '../events/model/event.ts';
import { prepare } from '../events/publication.ts';
import type { Catalog } from '../storage/catalog.ts';
import { generateDay } from './day.ts';
import { REFERENCE_EVENTS } from './reference-events.ts';
import { seedSending } from './sending.ts';

/** The account of the demo: that of the reference's examples. */
export const DEMO_ACCOUNT = { agency: 'DEMO', customer: '028' };

/** The day that the demo tells, and the seed that tells it the same way every time. */
const DEMO_DAY = Date.UTC(2026, 5, 15);
const DEMO_SEED = 'semaphore';

const KEY_NAME = 'demo';
const BATCH = 2000;

/** How to use the demo: the key's file, the key itself when it was made just now, and the action that can be executed. */
export type Demo = { keyFile: string; newKey?: string; action: string };

/** What of a data folder the demo fills. */
export type DemoParts = {
  catalog: Catalog;
  logs: EventLogs;
  books: ContactBooks;
  recordsOf: (account: AccountName) => ActionRecords;
};

/**
 * Fills a data folder with the demo account, once. The file with the key is written last, so a start that was
 * interrupted is simply done again: the events have fixed ids, and publishing them twice does nothing.
 */
export async function seedDemo(
  folder: string,
  { catalog, logs, books, recordsOf }: DemoParts,
): Promise<Demo> {
  const keyFile = join(folder, 'demo.key');
  const sending = () => seedSending(books.of(folderOf(DEMO_ACCOUNT)), recordsOf(DEMO_ACCOUNT));
  if (existsSync(keyFile)) return { keyFile, action: await sending() };
  const name = formatAccount(DEMO_ACCOUNT);
  const accounts = await listAccounts(catalog.db);
  if (!accounts.some((account) => formatAccount(account.name) === name))
    await createAccount(catalog.db, DEMO_ACCOUNT);
  await publishAll(logs, demoEvents());
  const action = await sending();
  const keys = await listKeys(catalog.db, DEMO_ACCOUNT);
  if (keys.some((key) => key.name === KEY_NAME)) await revokeKey(catalog.db, DEMO_ACCOUNT, KEY_NAME);
  const permissions = Object.keys(PERMISSIONS);
  const { key } = await createKey(catalog.db, DEMO_ACCOUNT, { name: KEY_NAME, permissions });
  await writeFile(`${keyFile}.new`, `${key}\n`, { mode: 0o600, flush: true });
  await rename(`${keyFile}.new`, keyFile);
  return { keyFile, newKey: key, action };
}

/** The events of the demo: the reference's own examples, and one believable day. */
export function* demoEvents(): Generator<Event> {
  yield* REFERENCE_EVENTS;
  yield* generateDay({ seed: DEMO_SEED, day: DEMO_DAY, account: formatAccount(DEMO_ACCOUNT) });
}

async function publishAll(logs: EventLogs, events: Iterable<Event>): Promise<void> {
  const log = logs.of(folderOf(DEMO_ACCOUNT));
  const identity = { type: 'customer' as const, ...DEMO_ACCOUNT };
  let batch: Entry[] = [];
  for (const event of events) {
    const { entry, flaws } = prepare(event, {
      identity,
      maxEventBytes: Number.POSITIVE_INFINITY,
      now: Date.now,
    });
    if (entry === undefined) throw new Error(`the demo made an event that is none: ${flaws[0]?.message}`);
    if (batch.push(entry) < BATCH) continue;
    await log.append(batch);
    batch = [];
  }
  await log.append(batch);
}
