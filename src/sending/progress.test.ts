import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Progress } from './progress.ts';

const MINUTE = 60_000;

describe('sending', () => {
  let now: number;
  let progress: Progress;
  beforeEach(() => {
    now = 100 * MINUTE;
    progress = new Progress(() => now);
  });

  test('gets on while nothing is due, and when what is due has not waited long', () => {
    now += 1000 * MINUTE;
    assert.equal(progress.isStalled(undefined), false);
    assert.equal(progress.isStalled(now + 1), false);
    assert.equal(progress.isStalled(now - 9 * MINUTE), false);
  });

  test('is stalled when something has been due for ten minutes in which nothing ended', () => {
    const due = now - 1000 * MINUTE;
    assert.equal(progress.isStalled(due), false, 'a server that has just started');
    now += 10 * MINUTE;
    assert.equal(progress.isStalled(due), true);
    progress.note('unfolded');
    assert.equal(progress.isStalled(due), false);
    now += 10 * MINUTE;
    progress.note('ended');
    assert.equal(progress.isStalled(due), false);
  });

  test('is stalled when many attempts were in vain for ten minutes, and gets on with the first end', () => {
    const tryInVain = (times: number) => {
      for (let time = 0; time < times; time++) progress.note('again');
    };
    tryInVain(19);
    now += 10 * MINUTE;
    assert.equal(progress.isStalled(undefined), false, 'some bad addresses');
    tryInVain(1);
    assert.equal(progress.isStalled(undefined), true);
    progress.note('ended');
    assert.equal(progress.isStalled(undefined), false);
    tryInVain(50);
    assert.equal(progress.isStalled(undefined), false);
    now += 10 * MINUTE;
    assert.equal(progress.isStalled(undefined), true);
  });
});
