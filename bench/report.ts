import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Result } from './measure.ts';
import type { Options } from './options.ts';
import { median } from './statistics.ts';
import type { Verdict } from './target.ts';

export const HEAD = [
  '',
  'count',
  'per second',
  'MB/s',
  'ms',
  'first byte ms',
  'p99 ms',
  'peak MB',
  'disk MB',
  'cpu ms',
  'x yardstick',
] as const;

/** A scenario and its contenders, with the medians of all runs as cells below `HEAD`. */
export type Group = { title: string; rows: string[][] };

export function groupsOf(results: readonly Result[]): Group[] {
  return [...new Set(results.map(({ scenario }) => scenario))].map((scenario) => {
    const group = results.filter((result) => result.scenario === scenario);
    const yardstick = group.find((result) => result.yardstick);
    return { title: group[0]?.title ?? scenario, rows: group.map((result) => row(result, yardstick)) };
  });
}

/** What can be done so many times in a second, and what takes its time each. */
const RATED: ReadonlySet<Result['counts']> = new Set(['events', 'requests', 'messages']);
const TIMED: ReadonlySet<Result['counts']> = new Set(['requests', 'messages']);

function row({ contender, counts, runs }: Result, yardstick: Result | undefined): string[] {
  const ms = median(runs.map((run) => run.ms));
  const count = median(runs.map((run) => run.count));
  const bytes = median(runs.map((run) => run.bytes));
  const rate = (count / ms) * 1_000;
  const first = runs.flatMap(({ firstByteMs }) => firstByteMs ?? []);
  const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  const cpus = runs.flatMap(({ cpuMs }) => cpuMs ?? []);
  const disks = runs.flatMap(({ diskBytes }) => diskBytes ?? []);
  // How fast against the yardstick: both did the same kind of work, so what each did in a second tells.
  const other = yardstick && median(yardstick.runs.map((run) => (run.count / run.ms) * 1_000));
  const timed = ms > 0;
  return [
    contender,
    `${count} ${counts}`,
    timed && RATED.has(counts) ? Math.round(rate).toString() : '',
    timed && bytes > 0 && counts !== 'starts' ? (bytes / 1e6 / (ms / 1_000)).toFixed(1) : '',
    timed ? ms.toFixed(0) : '',
    first.length > 0 ? median(first.map(({ p50 }) => p50)).toFixed(2) : '',
    TIMED.has(counts) && first.length > 0 ? median(first.map(({ p99 }) => p99)).toFixed(2) : '',
    peaks.length > 0 ? (median(peaks) / 1e6).toFixed(0) : '',
    disks.length > 0 ? (median(disks) / 1e6).toFixed(0) : '',
    cpus.length > 0 ? median(cpus).toFixed(0) : '',
    timed && other !== undefined ? (rate / other).toFixed(2) : '',
  ];
}

/** A target and what became of it, as cells: what, at least or at most, measured, reached. */
export function verdictRow({ target, value, reached }: Verdict): string[] {
  const { what, limit } = target;
  const unit = limit.unit === '×' ? ' ×' : ` ${limit.unit}`;
  return [
    what,
    `${limit.at === 'least' ? '≥' : '≤'} ${limit.value}${unit}`,
    value === undefined ? '–' : `${value.toFixed(Math.abs(value) < 100 ? 2 : 0)}${unit}`,
    reached === undefined ? 'NOT MEASURED' : reached ? 'reached' : 'NOT REACHED',
  ];
}

export const VERDICT_HEAD = ['target', 'limit', 'measured', 'verdict'] as const;

/** Everything that a run found out. */
export type Report = {
  date: string;
  machine: Machine;
  /** The load of the machine over the last minute, when the run began and when it ended. */
  load: { before: number; after: number };
  client: string;
  versions: Record<string, string>;
  settings: Options & { bytes: number };
  results: readonly Result[];
  verdicts: readonly Verdict[];
};

/** Writes every single run, so that figures can be looked at again. Returns the path. */
export async function writeReport(folder: string, report: Report): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${report.date.replaceAll(':', '-')}.json`);
  await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
  return path;
}
