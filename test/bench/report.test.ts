import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../../bench/measure.ts';
import { pageFor, readOptions, WrongUsage } from '../../bench/options.ts';
import { reportTable } from '../../bench/print.ts';
import { quantile } from '../../bench/statistics.ts';

test('quantiles lie between the two nearest values', () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([7], 0.99), 7);
  assert.throws(() => quantile([], 0.5), RangeError);
});

test('the table has medians, and the ratio of times to the yardstick', () => {
  const result = (contender: string, yardstick: boolean, times: number[]): Result => ({
    scenario: 'sorted',
    title: 'Full export',
    counts: 'events',
    contender,
    yardstick,
    runs: times.map((ms) => ({
      ms,
      count: 1_000,
      bytes: 2_000_000,
      firstByteMs: { p50: 1.5, p99: 1.5 },
      peakBytes: 80e6,
      cpuMs: 70,
    })),
  });
  const table = reportTable([result('Chappe', false, [900, 500, 400]), result('Node', true, [250, 260, 1])]);
  const cells = table.split('\n').map((line) => line.trim().split(/\s{2,}/));
  assert.deepEqual(cells.slice(2), [
    ['Full export'],
    ['Chappe', '1000 events', '2000', '4.0', '500', '1.50', '80', '70', '0.50'],
    ['Node', '1000 events', '4000', '8.0', '250', '1.50', '80', '70', '1.00'],
  ]);
});

test('options have defaults, and what cannot be meant is refused in words', () => {
  const names = ['sorted', 'gzip'];
  const full = { only: [], without: [], keep: false, writeDocs: false };
  assert.deepEqual(readOptions([], names), { ...full, events: 1_000_000, contacts: 1_000_000, runs: 3 });
  assert.deepEqual(
    readOptions(
      [
        '--only',
        'gzip,sorted',
        '--without',
        'duckdb',
        '--events',
        '5',
        '--contacts',
        '7',
        '--runs',
        '1',
        '--keep',
      ],
      names,
    ),
    {
      ...full,
      events: 5,
      contacts: 7,
      only: ['gzip', 'sorted'],
      without: ['duckdb'],
      runs: 1,
      keep: true,
    },
  );
  assert.deepEqual(readOptions(['--quick', '--runs', '2'], names), {
    ...full,
    events: 20_000,
    contacts: 2_000,
    runs: 2,
  });
  for (const args of [
    ['--events', '0'],
    ['--runs', 'many'],
    ['--only', 'gunzip'],
    ['--without', 'mysql'],
    ['--unknown'],
    ['word'],
    ['--write-docs', '--only', 'gzip'],
    ['--page', '../README'],
  ]) {
    assert.throws(() => readOptions(args, names), WrongUsage, args.join(' '));
  }
});

test('some rows of another number of events, and another machine, have a page of their own', () => {
  const options = readOptions(['--events', '5000000', '--only', 'gzip', '--write-docs'], ['gzip']);
  assert.equal(pageFor(options), 'benchmarks-5000000.md');
  assert.equal(pageFor(readOptions(['--write-docs'], [])), 'benchmarks.md');
  assert.equal(pageFor(readOptions(['--page', 'slow-disk'], [])), 'benchmarks-slow-disk.md');
});
