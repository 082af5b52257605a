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

test('events are published at once, and forgotten after that and not before', async (t) => {
  const { relay, published, forgotten, end } = relayIn(t);
  relay.take([event(1), event(2)]);
  assert.deepEqual([published, forgotten], [[[1, 2]], []]);
  await end();
  assert.deepEqual(forgotten, [2]);
  assert.equal(relay.waiting, 0);
});

test('events gather while others are published, and a little longer, unless somebody asks for them', async (t) => {
  const { relay, published, end } = relayIn(t);
  relay.take([event(1)]);
  relay.take([event(2)]);
  await end();
  relay.take([event(3)]);
  assert.deepEqual(published, [[1]]);
  t.mock.timers.tick(50);
  assert.deepEqual(published, [[1], [2, 3]]);
  await end();
  relay.take([event(4)]);
  const settled = relay.settled();
  assert.deepEqual(published, [[1], [2, 3], [4]]);
  await end();
  await settled;
  t.mock.timers.tick(50);
  relay.take([event(5)]);
  assert.deepEqual(published.at(-1), [5]);
});

test('who asks waits for what there was, and not for what came later', async (t) => {
  const { relay, end } = relayIn(t);
  relay.take([event(1)]);
  const settled = relay.settled();
  relay.take([event(2)]);
  await end();
  await settled;
  assert.equal(relay.waiting, 1);
});

test('after a failure nobody waits, and all is tried again in order', async (t) => {
  const { relay, published, forgotten, errors, end } = relayIn(t);
  relay.take([event(1)]);
  const settled = relay.settled();
  const full = new Error('full');
  await end(full);
  await settled;
  assert.deepEqual(errors, [full]);
  relay.take([event(2)]);
  await relay.settled();
  t.mock.timers.tick(999);
  assert.deepEqual(published, [[1]]);
  t.mock.timers.tick(1);
  assert.deepEqual(published, [[1], [1, 2]]);
  await end(full);
  t.mock.timers.tick(1000);
  await end();
  assert.deepEqual([forgotten, errors.length], [[2], 1]);
  t.mock.timers.tick(50);
  relay.take([event(3)]);
  await end(full);
  assert.equal(errors.length, 2);
});

test('closing finishes what is under way and nothing more', async (t) => {
  const { relay, published, forgotten, end } = relayIn(t);
  relay.take([event(1)]);
  relay.take([event(2)]);
  const settled = relay.settled();
  const closed = relay.close();
  await end();
  await closed;
  await settled;
  t.mock.timers.tick(2000);
  assert.deepEqual([published, forgotten, relay.waiting], [[[1]], [1], 1]);
});

test('events of any number that waited since the last start are taken, and published in parts', (t) => {
  const { relay, published } = relayIn(t);
  relay.take(Array.from({ length: 200_000 }, (_, sequence) => event(sequence + 1)));
  assert.equal(relay.waiting, 200_000);
  assert.deepEqual([published.length, published[0]?.[0], published[0]?.length], [1, 1, 5000]);
});
