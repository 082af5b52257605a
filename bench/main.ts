import { writeFile } from 'node:fs/promises';
import { loadavg, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeBytes } from '../src/health/disk-room.ts';
import { chooseClient } from './client.ts';
import { dataFile } from './data-file.ts';
import { describeMachine } from './machine.ts';
import { measure, type Result } from './measure.ts';
import { type Options, pageFor, readOptions, WrongUsage } from './options.ts';
import { benchmarksPage } from './page.ts';
import { reportTable, verdictTable } from './print.ts';
import { type Report, writeReport } from './report.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { Stage } from './stage.ts';
import { judge } from './target.ts';

const CACHE = fileURLToPath(import.meta.resolve('./.cache'));
const RESULTS = fileURLToPath(import.meta.resolve('./results'));
const DOCS = fileURLToPath(import.meta.resolve('../docs'));

/** How many times the events lie on the disk at once: as a file, as an answer, in our log and in each product. */
const ROOM = 8;

// Leaving by way of `exit` stops the servers that were started; the folder of the run stays.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const options = readOptions(
    process.argv.slice(2),
    SCENARIOS.map(({ name }) => name),
  );
  const report = await bench(options);
  process.stdout.write(`\n${reportTable(report.results)}\n\n${verdictTable(report.verdicts)}\n\n`);
  say(`every run: ${await writeReport(RESULTS, report)}`);
  if (options.writeDocs) {
    const page = join(DOCS, pageFor(options));
    await writeFile(page, benchmarksPage(report));
    say(`written: ${page}`);
  }
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  say(`bench: ${error.message}`);
  process.exitCode = 2;
}

async function bench(options: Options): Promise<Report> {
  const date = new Date().toISOString();
  const before = minuteLoad();
  const machine = describeMachine();
  const client = await chooseClient();
  say(`${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB`);
  say(`${machine.system}, Node ${machine.node}, client ${client.name}, load ${before.toFixed(2)}`);
  if (before > machine.cores / 2) say('THE MACHINE IS BUSY: others take their share of what is measured');
  if (platform() !== 'linux') say('NO PEAK MEMORY: only Linux tells how much a process had at most');

  const data = await dataFile(CACHE, options.events);
  const each = (data.bytes / data.events).toFixed(0);
  say(`${data.events} events of ${each} bytes, ${(data.bytes / 1e6).toFixed(0)} MB; ${options.runs} runs`);
  await warnOfLittleRoom(data.bytes);

  const stage = await Stage.set(data, client, { ...options, cache: CACHE }, say);
  const scenarios = SCENARIOS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const results: Result[] = [];
  const report = (): Report => ({
    date,
    machine,
    load: { before, after: minuteLoad() },
    client: client.name,
    versions: stage.shelf.versions(),
    settings: { ...options, bytes: data.bytes },
    results,
    verdicts: scenarios.flatMap(({ targets }) => targets).map((target) => judge(target, results)),
  });
  try {
    for (const scenario of scenarios) {
      results.push(...(await measure(scenario, stage, options.runs, say)));
      if (!options.keep) await stage.forget(scenario.name);
      // A long run that breaks off leaves what it had found out.
      await writeReport(RESULTS, report());
    }
    return report();
  } finally {
    if (options.keep) say(`left behind: ${stage.folder}`);
    await stage.strike(options);
  }
}

/** A disk that fills up ends a long run without a result: better to know before. */
async function warnOfLittleRoom(bytes: number): Promise<void> {
  const [wanted, free] = [bytes * ROOM, await freeBytes(CACHE)];
  if (free >= wanted) return;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(0)} GB`;
  say(
    `LITTLE ROOM ON DISK: ${gigabytes(free)} are free, and with all products this takes ${gigabytes(wanted)}`,
  );
}

function minuteLoad(): number {
  return loadavg()[0] ?? 0;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
