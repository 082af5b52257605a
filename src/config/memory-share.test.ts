import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { test } from 'node:test';
import { commitLimits, memoryShare } from './memory-share.ts';

const GIGABYTE = 1024 ** 3;

test('all of the usual memory is taken on 4 GiB or more, and less in proportion below, down to an eighth', () => {
  for (const [memory, share] of [
    [64 * GIGABYTE, 1],
    [4 * GIGABYTE, 1],
    [2 * GIGABYTE, 0.5],
    [GIGABYTE, 0.25],
    [GIGABYTE / 2, 0.125],
    [GIGABYTE / 16, 0.125],
  ] as const) {
    assert.equal(memoryShare(memory), share, `${memory} bytes`);
  }
});

test('when nobody tells how much memory there is, it is what the container or the machine has', () => {
  const limit = process.constrainedMemory();
  const available = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  assert.equal(memoryShare(0), memoryShare(available));
});

test('commits take fewer bytes where there is little memory', () => {
  const settings = { maxCommitEvents: 20_000, maxCommitBytes: 16_777_216 };
  const ample = { ...settings };
  assert.deepEqual(commitLimits({ ...settings, memory: 8 * GIGABYTE }), ample);
  const little = { ...settings, maxCommitBytes: 4_194_304 };
  assert.deepEqual(commitLimits({ ...settings, memory: GIGABYTE }), little);
});
