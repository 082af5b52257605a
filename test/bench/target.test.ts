import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../../bench/measure.ts';
import { benchmarksPage } from '../../bench/page.ts';
import { verdictTable } from '../../bench/print.ts';
import { SCENARIOS } from '../../bench/scenarios/all.ts';
import { judge, type Target, timesAsFast } from '../../bench/target.ts';

const us = { scenario: 'sorted', contender: 'Chappe' };
const them = { scenario: 'sorted', contender: 'another' };

function result(contender: string, runs: { ms: number; peakBytes?: number }[]): Result {
  return {
    scenario: 'sorted',
    title: 'Full export',
    counts: 'events',
    contender,
    yardstick: false,
    runs: runs.map((run) => ({ ...run, count: 1_000, bytes: 1_000_000 })),
  };
}

const results = [
  result('Chappe', [{ ms: 500, peakBytes: 90e6 }, { ms: 400, peakBytes: 100e6 }, { ms: 9_000 }]),
  result('another', [{ ms: 1_000, peakBytes: 50e6 }]),
];

test('a ratio of rates is one of medians', () => {
  const { value, reached } = judge(timesAsFast('twice as fast', 2, us, them), results);
  assert.deepEqual({ value, reached }, { value: 2, reached: true });
  assert.equal(judge(timesAsFast('more', 2.1, us, them), results).reached, false);
});

test('a difference and a figure alone have limits above', () => {
  const peak: Target = {
    what: 'memory',
    figure: { ...us, of: 'peak' },
    limit: { at: 'most', value: 95, unit: 'MB' },
  };
  assert.deepEqual(judge(peak, results), { target: peak, value: 95, reached: true });
  const more: Target = { ...peak, against: { figure: { ...them, of: 'peak' }, by: 'difference' } };
  assert.equal(judge(more, results).value, 45);
});

test('what was not measured is neither reached nor missed, and says so', () => {
  const verdict = judge(
    timesAsFast('as fast as who did not come', 1, us, { ...us, contender: 'nobody' }),
    results,
  );
  assert.equal(verdict.reached, undefined);
  assert.match(verdictTable([verdict]), /NOT MEASURED/);
});

test('every target speaks of scenarios that there are', () => {
  const names = new Set(SCENARIOS.map(({ name }) => name));
  for (const { figure, against } of SCENARIOS.flatMap(({ targets }) => targets)) {
    assert.ok(names.has(figure.scenario), figure.scenario);
    assert.ok(against === undefined || names.has(against.figure.scenario));
  }
});

test('the page has the machine, the versions, the targets and the figures, and drops columns that nobody fills', () => {
  const page = benchmarksPage({
    date: '2026-01-02T03:04:05.678Z',
    machine: { cpu: 'a processor', cores: 2, memoryBytes: 2 ** 34, system: 'linux', node: 'v26.0.0' },
    load: { before: 0.1, after: 2 },
    client: 'curl 8',
    versions: { nginx: 'nginx/1.22' },
    settings: {
      events: 1_000,
      contacts: 10,
      only: ['gzip', 'disk'],
      without: ['chdb'],
      runs: 3,
      keep: false,
      writeDocs: true,
      bytes: 1e6,
    },
    results,
    verdicts: [judge(timesAsFast('twice as fast', 2, us, them), results)],
  });
  for (const text of [
    'a processor',
    '16 GiB',
    '| nginx | nginx/1.22 |',
    '1 of 1 targets',
    '### Full export',
    '--events 1000 --runs 3 --only gzip,disk --without chdb --write-docs',
    'All data fits into memory',
  ]) {
    assert.ok(page.includes(text), text);
  }
  assert.ok(page.includes('| twice as fast | ≥ 2 × | 2.00 × | reached |'));
  assert.ok(!page.includes('disk MB'));
});
