import type { Command } from 'commander';
import { type AccountName, folderOf, parseAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { commitLimits } from '../config/memory-share.ts';
import { readSettings } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import { Intake, InvalidEvent } from '../events/intake.ts';
import { LogFull } from '../events/log.ts';
import { Publisher } from '../events/publisher.ts';
import { TooLong } from '../events/splitting.ts';
import { openLogsToFill } from '../logs.ts';
import type { Catalog } from '../storage/catalog.ts';
import { raiseFloors } from '../storage/log-floors.ts';
import { type EventFile, openEventFile } from './event-file.ts';
import { FileUnusable } from './file-unusable.ts';
import { Progress } from './progress.ts';
import { Rejects } from './rejects.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string; rejects?: string };

/**
 * Nobody waits for a commit of an import, so it takes as much as this many of a server's. A commit writes every page of
 * the indexes by contact once; in a large log that is more than the events themselves.
 */
const COMMITS = 2;

/** An import ended before the end of its file; what was stored is in the message. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}

/** `chappe events import` */
export function registerEventsImport(events: Command): void {
  events
    .command('import')
    .description('Store events from a file: a JSON array or one event a line, plain, gzip or zstd')
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .argument('[file]', 'The file; standard input when it is absent or -', '-')
    .option(
      '--rejects <file>',
      'Go on after events that are not valid, and write them with the reason to this file',
    )
    .addOption(settingOption('data'))
    .action(importEvents);
}

async function importEvents(text: string, file: string, options: Options): Promise<void> {
  const settings = readSettings(process.env, options);
  const account = parseAccount(text);
  await withCatalog(options, { mustExist: true }, async (catalog) => {
    await requireAccount(catalog.db, account);
    await importInto(catalog, settings, account, file, options);
  });
}

async function importInto(
  catalog: Catalog,
  settings: Settings,
  account: AccountName,
  file: string,
  options: Options,
): Promise<void> {
  const source = await openEventFile(file);
  const logs = openLogsToFill(settings, catalog);
  let rejects: Rejects | undefined;
  try {
    if (options.rejects !== undefined) rejects = await Rejects.open(options.rejects, source);
    const { maxCommitEvents, maxCommitBytes } = commitLimits(settings);
    const limits = { maxCommitEvents: maxCommitEvents * COMMITS, maxCommitBytes: maxCommitBytes * COMMITS };
    const publisher = new Publisher(logs.of(folderOf(account)), limits);
    const identity = { type: 'customer' as const, ...account };
    const terms = { identity, maxEventBytes: settings.maxEventBytes, now: Date.now };
    const intake = new Intake(publisher, terms);
    await run(source, intake, settings.maxEventBytes, rejects);
    await raiseFloors(catalog.db, [[account, intake.receipt.position]]);
    const { accepted, duplicates, position } = intake.receipt;
    const refused = rejects === undefined ? '' : `, ${rejects.count} rejected`;
    process.stderr.write(
      `${accepted} events stored, ${duplicates} were there already${refused}; position ${position}\n`,
    );
  } finally {
    source.close();
    await rejects?.close();
    await logs.close();
  }
}

async function run(
  source: EventFile,
  intake: Intake,
  maxEventBytes: number,
  rejects?: Rejects,
): Promise<void> {
  const progress = new Progress('events', source.size);
  try {
    for await (const bundle of source.events(maxEventBytes)) {
      for (const bytes of bundle) offer(intake, bytes, rejects);
      await rejects?.flush();
      await intake.room();
      progress.update(intake.seen, source.size === undefined ? intake.seen : source.read());
    }
    await intake.settle();
  } catch (error) {
    // What was taken before is stored, if it can be; the receipt tells what became of it.
    await intake.settle().catch(() => undefined);
    throw stopped(error, intake);
  } finally {
    progress.finish();
  }
}

function offer(intake: Intake, bytes: Buffer, rejects: Rejects | undefined): void {
  try {
    intake.offer(bytes);
  } catch (error) {
    if (!(error instanceof InvalidEvent) || rejects === undefined) throw error;
    rejects.add(error, bytes);
  }
}

function stopped(error: unknown, { seen, receipt: { accepted, duplicates } }: Intake): ImportStopped {
  const message = error instanceof Error ? error.message : String(error);
  const reason = error instanceof TooLong ? `event ${seen} ${message}` : message;
  const remedy = error instanceof LogFull || error instanceof FileUnusable ? 'make room' : 'correct the file';
  return new ImportStopped(
    `${reason}; ${accepted} events before it were stored and ${duplicates} were there already; ${remedy} and import it again: events that have an id are not stored twice`,
    { cause: error },
  );
}
