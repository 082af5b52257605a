import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Waiting } from './outbox.ts';
import { Relay } from './relay.ts';

const event = (sequence: number): Waiting => ({ sequence, json: '{}' });

/** A relay whose publications a test ends by hand. */
function relayIn(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const published: number[][] = [];
  const forgotten: number[] = [];
  const errors: unknown[] = [];
  const ends: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const relay = new Relay({
    publish: (events) => {
      published.push(events.map(({ sequence }) => sequence));
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      ends.push({ resolve, reject });
      return promise;
    },
    forget: (upTo) => forgotten.push(upTo),
    report: (error) => errors.push(error),
  });
  /** Ends the oldest publication that is under way, and lets what follows from it happen. */
  const end = async (error?: unknown) => {
    const next = ends.shift();
    if (error === undefined) next?.resolve();
    else next?.reject(error);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { relay, published, forgotten, errors, end };
}

test('events are forgotten after they are published, not before', async (t) => {
  const { relay, published, forgotten, end } = relayIn(t);
  const delivered = relay.deliver([event(1), event(2)]);
  assert.deepEqual([published, forgotten], [[[1, 2]], []]);
  await end();
  await delivered;
  assert.deepEqual(forgotten, [2]);
  assert.equal(relay.waiting, 0);
});

test('what comes while others are published goes together, in order', async (t) => {
  const { relay, published, end } = relayIn(t);
  const all = [relay.deliver([event(1)]), relay.deliver([event(2)]), relay.deliver([event(3)])];
  await end();
  assert.deepEqual(published, [[1], [2, 3]]);
  await end();
  await Promise.all(all);
});

test('a delivery waits for its own events only', async (t) => {
  const { relay, end } = relayIn(t);
  const first = relay.deliver([event(1)]);
  void relay.deliver([event(2)]);
  await end();
  await first;
  assert.equal(relay.waiting, 1);
});

test('after a failure nobody waits, and all is tried again in order', async (t) => {
  const { relay, published, forgotten, errors, end } = relayIn(t);
  const first = relay.deliver([event(1)]);
  const full = new Error('full');
  await end(full);
  await first;
  assert.deepEqual(errors, [full]);
  await relay.deliver([event(2)]);
  assert.deepEqual(published, [[1]]);
  t.mock.timers.tick(1000);
  assert.deepEqual(published, [[1], [1, 2]]);
  await end();
  assert.deepEqual(forgotten, [2]);
});

test('closing finishes what is under way and nothing more', async (t) => {
  const { relay, published, forgotten, end } = relayIn(t);
  void relay.deliver([event(1)]);
  const late = relay.deliver([event(2)]);
  const closed = relay.close();
  await end();
  await closed;
  await late;
  assert.deepEqual([published, forgotten, relay.waiting], [[[1]], [1], 1]);
});
