import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Rounds } from './rounds.ts';

it('rounds follow one another, and the last one ends before they are closed', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const begun: PromiseWithResolvers<void>[] = [];
  const rounds = new Rounds(() => {
    const round = Promise.withResolvers<void>();
    begun.push(round);
    return round.promise;
  }, 10);
  assert.equal(begun.length, 0);
  t.mock.timers.tick(30);
  assert.equal(begun.length, 1);
  begun[0]?.resolve();
  await new Promise(setImmediate);
  t.mock.timers.tick(10);
  assert.equal(begun.length, 2);

  let closed = false;
  const closing = rounds.close().then(() => {
    closed = true;
  });
  await new Promise(setImmediate);
  assert.equal(closed, false);
  begun[1]?.resolve();
  await closing;
  t.mock.timers.tick(30);
  assert.equal(begun.length, 2);
});
