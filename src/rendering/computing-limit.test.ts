import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ComputedTooLong, ComputingLimit } from './computing-limit.ts';

test('what computes for too long is stopped', () => {
  const limit = new ComputingLimit(20);
  assert.throws(() => {
    for (;;) limit.check(performance.now());
  }, ComputedTooLong);
});

test('time that passes while others compute does not count', () => {
  const limit = new ComputingLimit(20);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
  limit.check(performance.now());
});
