import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountName, folderOf, parseAccount } from '../../src/accounts/account.ts';
import { createAccount } from '../../src/accounts/accounts.ts';
import { createKey } from '../../src/accounts/keys.ts';
import { prepare } from '../../src/events/publication.ts';
import { openLogs } from '../../src/logs.ts';
import { type Catalog, openCatalog } from '../../src/storage/catalog.ts';

/** Whatever does something at its end: a test, or all tests of a file. */
export type Cleaner = { after(clean: () => Promise<unknown>): void };

/** A folder for one test, removed after it. */
export async function scratchFolder(t: Cleaner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-test-'));
  t.after(() => rm(folder, { recursive: true, maxRetries: 5 }));
  return folder;
}

/** A catalog that has accounts, in a folder for one test. */
export async function catalogWith(
  t: Cleaner,
  ...accounts: readonly AccountName[]
): Promise<{ folder: string; catalog: Catalog }> {
  const folder = await scratchFolder(t);
  const catalog = await openCatalog(folder);
  t.after(() => catalog.close());
  for (const account of accounts) await createAccount(catalog.db, account);
  return { folder, catalog };
}

/** A data folder with an account and a key of it, made as the commands make them but faster. */
export async function dataFolder(t: Cleaner, account = 'DEMO/028'): Promise<{ data: string; key: string }> {
  const data = join(await scratchFolder(t), 'data');
  const catalog = await openCatalog(data);
  await createAccount(catalog.db, parseAccount(account));
  const { key } = await createKey(catalog.db, parseAccount(account));
  await catalog.close();
  return { data, key };
}

/** Stores events of an account, as an import does but without a process of its own. */
export async function store(data: string, events: readonly unknown[], account = 'DEMO/028'): Promise<void> {
  const name = parseAccount(account);
  const terms = { identity: { type: 'customer' as const, ...name }, maxEventBytes: 1e9, now: Date.now };
  const entries = events.map((event) => {
    const { entry, flaws } = prepare(event, terms);
    if (entry === undefined) throw new Error(flaws[0]?.message);
    return entry;
  });
  const logs = openLogs({ data }, { floorOf: () => 0 });
  await logs.of(folderOf(name)).append(entries);
  await logs.close();
}
