import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { folderOf, parseAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { readSettings } from '../config/read-settings.ts';
import { Intake, InvalidEvent } from '../events/intake.ts';
import { Publisher } from '../events/publisher.ts';
import { openLogs } from '../server.ts';
import { type EventFile, openEventFile } from './event-file.ts';
import { Progress } from './progress.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string; rejects?: string };

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
  await withCatalog(options, { mustExist: true }, ({ db }) => requireAccount(db, account));
  const source = await openEventFile(file);
  const logs = openLogs(settings);
  const rejects = options.rejects === undefined ? undefined : createWriteStream(options.rejects);
  try {
    const publisher = new Publisher(logs.of(folderOf(account)), settings);
    const identity = { type: 'customer' as const, ...account };
    const intake = new Intake(publisher, { identity, maxEventBytes: settings.maxEventBytes, now: Date.now });
    const rejected = await run(source, intake, settings.maxEventBytes, rejects);
    const { accepted, duplicates, position } = intake.receipt;
    const refused = rejects === undefined ? '' : `, ${rejected} rejected`;
    process.stderr.write(
      `${accepted} events stored, ${duplicates} were there already${refused}; position ${position}\n`,
    );
  } finally {
    rejects?.end();
    if (rejects !== undefined) await finished(rejects);
    await logs.close();
  }
}

async function run(
  source: EventFile,
  intake: Intake,
  maxEventBytes: number,
  rejects?: WriteStream,
): Promise<number> {
  const progress = new Progress('events', source.size);
  let rejected = 0;
  try {
    for await (const bundle of source.events(maxEventBytes)) {
      for (const bytes of bundle) if (!offer(intake, bytes, rejects)) rejected += 1;
      await intake.room();
      progress.update(intake.seen, source.size === undefined ? intake.seen : source.read());
    }
    await intake.settle();
    return rejected;
  } catch (error) {
    await intake.settle().catch(() => undefined);
    const { accepted, duplicates } = intake.receipt;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportStopped(
      `${reason}; ${accepted} events before it were stored and ${duplicates} were there already; correct the file and import it again: events that have an id are not stored twice`,
      { cause: error },
    );
  } finally {
    progress.finish();
  }
}

/** Whether the event was taken. */
function offer(intake: Intake, bytes: Buffer, rejects: WriteStream | undefined): boolean {
  try {
    intake.offer(bytes);
    return true;
  } catch (error) {
    if (!(error instanceof InvalidEvent) || rejects === undefined) throw error;
    const { index, flaws } = error;
    rejects.write(`${JSON.stringify({ index, errors: flaws, text: bytes.toString('utf8') })}\n`);
    return false;
  }
}
