import type { Result } from './measure.ts';
import type { Run } from './scenario.ts';
import { median } from './statistics.ts';

/** One number of one contender in one scenario: events a second, milliseconds, or MB. */
export type Figure = {
  scenario: string;
  contender: string;
  of: 'rate' | 'ms' | 'p50' | 'p99' | 'peak' | 'disk';
};

/** What is to be reached: a figure, or how it compares with another of the same run. */
export type Target = {
  what: string;
  figure: Figure;
  against?: { figure: Figure; by: 'ratio' | 'difference' };
  limit: { at: 'least' | 'most'; value: number; unit: string };
};

export type Verdict = { target: Target; value: number | undefined; reached: boolean | undefined };

/** Whether a target is reached. What was not measured, because a peer is absent or a row was left out, stays open. */
export function judge(target: Target, results: readonly Result[]): Verdict {
  const value = measured(target, results);
  if (value === undefined) return { target, value, reached: undefined };
  const { at, value: limit } = target.limit;
  return { target, value, reached: at === 'least' ? value >= limit : value <= limit };
}

function measured({ figure, against }: Target, results: readonly Result[]): number | undefined {
  const value = read(figure, results);
  if (against === undefined || value === undefined) return value;
  const other = read(against.figure, results);
  if (other === undefined) return undefined;
  return against.by === 'ratio' ? value / other : value - other;
}

function read({ scenario, contender, of }: Figure, results: readonly Result[]): number | undefined {
  const result = results.find((one) => one.scenario === scenario && one.contender === contender);
  const values = (result?.runs ?? []).map((run) => FIGURES[of](run)).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

const FIGURES: Record<Figure['of'], (run: Run) => number | undefined> = {
  rate: ({ count, ms }) => (count / ms) * 1_000,
  ms: ({ ms }) => ms,
  p50: ({ firstByteMs }) => firstByteMs?.p50,
  p99: ({ firstByteMs }) => firstByteMs?.p99,
  peak: ({ peakBytes }) => peakBytes && peakBytes / 1e6,
  disk: ({ diskBytes }) => diskBytes && diskBytes / 1e6,
};

/** At least so many times as fast as another. */
export function timesAsFast(
  what: string,
  times: number,
  figure: Omit<Figure, 'of'>,
  than: Omit<Figure, 'of'>,
): Target {
  return {
    what,
    figure: { ...figure, of: 'rate' },
    against: { figure: { ...than, of: 'rate' }, by: 'ratio' },
    limit: { at: 'least', value: times, unit: '×' },
  };
}
