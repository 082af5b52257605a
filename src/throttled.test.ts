import assert from 'node:assert/strict';
import { test } from 'node:test';
import { throttled } from './throttled.ts';

test('a throttled report is made at once, and again only after a while', () => {
  let now = 0;
  const told: string[] = [];
  const report = throttled(
    (text: string) => told.push(text),
    () => now,
  );
  const reports: [at: number, text: string][] = [
    [0, 'a'],
    [0, 'b'],
    [9_999, 'c'],
    [10_000, 'd'],
    [19_999, 'e'],
    [25_000, 'f'],
  ];
  for (const [at, text] of reports) {
    now = at;
    report(text);
  }
  assert.deepEqual(told, ['a', 'd', 'f']);
});
