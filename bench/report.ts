import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Result } from './measure.ts';
import { median } from './statistics.ts';
import { formatTable } from './table.ts';

const HEAD = ['', 'count', 'per second', 'MB/s', 'ms', 'first byte ms', 'p99 ms', 'peak MB', 'x yardstick'];

/** The medians of all runs, each scenario with its contenders below it. */
export function reportTable(results: readonly Result[]): string {
  const rows: string[][] = [];
  for (const scenario of new Set(results.map((result) => result.scenario))) {
    const group = results.filter((result) => result.scenario === scenario);
    const yardstick = group.find((result) => result.yardstick);
    rows.push([group[0]?.title ?? scenario]);
    for (const result of group) rows.push(row(result, yardstick));
  }
  return formatTable(HEAD, rows);
}

function row({ contender, counts, runs }: Result, yardstick: Result | undefined): string[] {
  const ms = median(runs.map((run) => run.ms));
  const count = median(runs.map((run) => run.count));
  const bytes = median(runs.map((run) => run.bytes));
  const first = runs.flatMap(({ firstByteMs }) => firstByteMs ?? []);
  const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  // How fast against the yardstick: both did the same work, so the times alone tell.
  const ratio = yardstick && median(yardstick.runs.map((run) => run.ms)) / ms;
  return [
    `  ${contender}`,
    `${count} ${counts}`,
    Math.round((count / ms) * 1_000).toString(),
    (bytes / 1e6 / (ms / 1_000)).toFixed(1),
    ms.toFixed(0),
    first.length > 0 ? median(first.map(({ p50 }) => p50)).toFixed(2) : '',
    counts === 'requests' && first.length > 0 ? median(first.map(({ p99 }) => p99)).toFixed(2) : '',
    peaks.length > 0 ? (median(peaks) / 1e6).toFixed(0) : '',
    ratio === undefined ? '' : ratio.toFixed(2),
  ];
}

export type Report = {
  date: string;
  machine: Machine;
  client: string;
  settings: Record<string, unknown>;
  results: readonly Result[];
};

/** Writes every single run, so that figures can be looked at again. Returns the path. */
export async function writeReport(folder: string, report: Report): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${report.date.replaceAll(':', '-')}.json`);
  await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
  return path;
}
