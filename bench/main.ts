import { platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { chooseClient } from './client.ts';
import { dataFile, STREAM } from './data-file.ts';
import { describeMachine } from './machine.ts';
import { measure, type Result } from './measure.ts';
import { readOptions, WrongUsage } from './options.ts';
import { reportTable, writeReport } from './report.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { Stage } from './stage.ts';

const CACHE = fileURLToPath(import.meta.resolve('./.cache'));
const RESULTS = fileURLToPath(import.meta.resolve('./results'));

try {
  await bench(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  say(`bench: ${error.message}`);
  process.exitCode = 2;
}

async function bench(args: readonly string[]): Promise<void> {
  const names = SCENARIOS.map(({ name }) => name);
  const options = readOptions(args, names);
  const machine = describeMachine();
  const client = await chooseClient();
  say(`${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB`);
  say(`${machine.system}, Node ${machine.node}, client ${client.name}`);
  if (platform() !== 'linux') say('NO PEAK MEMORY: only Linux tells how much a process had at most');

  const data = await dataFile(CACHE, options.events);
  const each = (data.bytes / data.events).toFixed(0);
  say(`${data.events} events of ${each} bytes, ${(data.bytes / 1e6).toFixed(0)} MB; ${options.runs} runs`);

  const stage = await Stage.set(data, client, CACHE);
  const results: Result[] = [];
  try {
    for (const scenario of SCENARIOS) {
      if (options.only.length > 0 && !options.only.includes(scenario.name)) continue;
      results.push(...(await measure(scenario, stage, options.runs, say)));
    }
  } finally {
    if (options.keep) say(`left behind: ${stage.folder}`);
    else await stage.strike();
  }
  process.stdout.write(`\n${reportTable(results)}\n\n`);
  const date = new Date().toISOString();
  const settings = { ...STREAM, ...options, bytes: data.bytes };
  say(`every run: ${await writeReport(RESULTS, { date, machine, client: client.name, settings, results })}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
