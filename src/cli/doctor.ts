import { join } from 'node:path';
import type { Command } from 'commander';
import { readSetting } from '../config/read-settings.ts';
import { ACCEPT_LOSS, describeLoss } from '../events/events-lost.ts';
import { accountOf, placeOfLog } from '../events/log-files.ts';
import type { CheckOptions, Finding, LogSummary, LogUpkeep } from '../events/upkeep.ts';
import { lackOf } from '../files/is-there.ts';
import { openUpkeep } from '../logs.ts';
import { archiveFiles, checkArchive } from '../storage/archives/files.ts';
import { CATALOG_FILE, checkCatalog } from '../storage/check-catalog.ts';
import { checkContacts, contactFiles } from '../storage/contacts/files.ts';
import { readFloors } from '../storage/log-floors.ts';
import { checkSends, HELD_FILE, INBOX_FILE, sendFiles } from '../storage/sending/files.ts';
import { checkHits, hitFiles } from '../storage/tracking/files.ts';
import { Progress } from './progress.ts';
import { settingOption } from './setting-option.ts';

type Options = { data?: string; json?: boolean; full?: boolean; repair?: boolean };

/** What was found in one database. */
type Report = { file: string; findings: readonly Finding[]; counts?: LogSummary };

/** Something is wrong, and was told on standard output. */
class NotWell extends Error {
  override readonly name = 'NotWell';
}

/** `chappe doctor` */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check all data for damage, also while a server runs')
    .option('--full', 'Check every event instead of a sample')
    .option('--repair', 'Repair what can be made again out of the events')
    .option('--json', 'Print JSON instead of lines')
    .addOption(settingOption('data'))
    .action(doctor);
}

async function doctor({ json = false, full = false, repair = false, ...flags }: Options): Promise<void> {
  const data = readSetting('data', process.env, flags);
  const reports: Report[] = [];
  for (const report of examine(data, openUpkeep({ data }), { full, repair })) {
    reports.push(report);
    if (!json) process.stdout.write(describe(report));
  }
  if (json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  const left = reports.flatMap(({ findings }) => findings).filter(({ repaired }) => !repaired);
  if (left.length === 0) return;
  const things = left.length === 1 ? '1 thing is' : `${left.length} things are`;
  throw new NotWell(`${things} wrong; what to do stands beside each`);
}

function* examine(data: string, upkeep: LogUpkeep, options: CheckOptions): Generator<Report> {
  const catalog = checkCatalog(data).map((finding) => ({ ...finding, repaired: false }));
  yield { file: join(data, CATALOG_FILE), findings: catalog };
  for (const [files, check] of [
    [contactFiles(data), checkContacts],
    [[...sendFiles(data), ...sendFiles(data, HELD_FILE), ...sendFiles(data, INBOX_FILE)], checkSends],
    [hitFiles(data), checkHits],
    [archiveFiles(data), checkArchive],
  ] as const) {
    for (const name of files) {
      const file = join(data, name);
      yield { file, findings: check(file).map((finding) => ({ ...finding, repaired: false })) };
    }
  }
  // Asked for before the logs are looked at: both only grow. What is wrong with the catalog is told already.
  const floors = catalog.length === 0 ? readFloors(join(data, CATALOG_FILE)) : new Map<string, number>();
  const logs = upkeep.logs();
  for (const [account, floor] of floors) {
    const log = placeOfLog(account);
    if (logs.includes(log)) continue;
    const file = join(data, log);
    yield { file, findings: [lossOf(floor, lackOf(file) ?? 0)] };
  }
  for (const log of logs) {
    const progress = new Progress('events');
    let seen = 0;
    const findings: Finding[] = [];
    try {
      for (const finding of upkeep.check(log, options, (events) => {
        seen += events;
        progress.update(seen);
      })) {
        findings.push(finding);
      }
    } finally {
      progress.finish();
    }
    const counts = upkeep.countsOf(log);
    const floor = floors.get(accountOf(log)) ?? 0;
    if (counts !== undefined && counts.head < floor) findings.push(lossOf(floor, counts.head));
    yield { file: join(data, log), findings, ...(counts && { counts }) };
  }
}

function lossOf(floor: number, end: number | 'missing' | 'empty'): Finding {
  return { what: describeLoss(floor, end), remedy: ACCEPT_LOSS, repaired: false };
}

/** One line for each finding, and one for the database. */
function describe({ file, findings, counts }: Report): string {
  const lines = findings.map(
    ({ what, remedy, repaired }) => `${file} ${what}; ${repaired ? 'repaired: ' : ''}${remedy}`,
  );
  const left = findings.filter(({ repaired }) => !repaired).length;
  const holds =
    counts === undefined
      ? ''
      : `${counts.events} events, position ${counts.head}, ${counts.blocks} sealed blocks: `;
  const verdict = left === 0 ? 'all well' : left === 1 ? '1 thing is wrong' : `${left} things are wrong`;
  return [...lines, `${file}: ${holds}${verdict}`].map((line) => `${line}\n`).join('');
}
