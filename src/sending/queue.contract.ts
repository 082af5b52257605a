import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { KeptAnswer, SendQueues } from './queue.ts';
import { type NewSend, PRIORITIES } from './send.ts';

/** Makes queues; opened again in one test, they are those that another process would open after this one ended. */
export type MakeQueues = (t: TestContext) => {
  open: () => SendQueues;
  /** The events that were published so far. */
  published: readonly string[];
};

const NOW = 1_750_000_000_000;

function send(order: string, more: Partial<NewSend> = {}): NewSend {
  return { order, priority: PRIORITIES.message, due: NOW, expires: NOW + 1000, ...more };
}

function answer(name: string, expires = NOW + 1000): KeptAnswer {
  return {
    operation: 'execute',
    name,
    fingerprint: `of ${name}`,
    status: 200,
    body: `{"${name}":1}`,
    expires,
  };
}

const orders = (sends: readonly { order: string }[]) => sends.map(({ order }) => order);

/** What every implementation of `SendQueues` promises. */
export function sendQueuesContract(make: MakeQueues): void {
  describe('a queue', () => {
    test('leases what is due, each once, the more urgent and the longer waiting first', async (t) => {
      const queue = make(t).open().of('A-1');
      await queue.accept(
        [
          send('campaign', { priority: PRIORITIES.campaign, due: NOW - 5000 }),
          send('second'),
          send('first', { due: NOW - 1 }),
          send('later', { due: NOW + 1 }),
          send('urgent', { priority: PRIORITIES.urgent }),
        ],
        [],
      );
      assert.deepEqual(orders(queue.lease(2, NOW)), ['urgent', 'first']);
      assert.deepEqual(orders(queue.lease(9, NOW)), ['second', 'campaign']);
      assert.deepEqual(queue.lease(9, NOW), []);
      assert.deepEqual(orders(queue.lease(9, NOW + 1)), ['later']);
      assert.equal(queue.size, 5);
    });

    test('tells how much waits by priority, and since when, leased or not', async (t) => {
      const queues = make(t).open();
      const queue = queues.of('A-1');
      assert.deepEqual(queue.backlog(), {
        waiting: { urgent: 0, message: 0, campaign: 0 },
        oldestDue: undefined,
      });
      await queue.accept(
        [send('a', { due: NOW + 7 }), send('b'), send('c', { priority: 0, due: NOW + 3 })],
        [],
      );
      queue.lease(1, NOW);
      assert.deepEqual(queue.backlog(), { waiting: { urgent: 0, message: 2, campaign: 1 }, oldestDue: NOW });
      await queues.probe();
    });

    test('has work as long as something is to be sent, and is not made by looking for it', async (t) => {
      const { open } = make(t);
      const queues = open();
      queues.examine('A-1');
      assert.equal(queues.hasWork('A-1'), false);
      const queue = queues.of('A-1');
      await queue.accept([send('a')], []);
      await queues.close();
      const again = open();
      again.examine('A-1');
      assert.equal(again.hasWork('A-1'), true);
      const [leased] = again.of('A-1').lease(1, NOW);
      await again.of('A-1').end(leased?.id ?? 0, []);
      assert.equal(again.hasWork('A-1'), false);
    });

    test('gives what is due next, of what is not leased', async (t) => {
      const queue = make(t).open().of('A-1');
      assert.equal(queue.nextDue(), undefined);
      await queue.accept([send('a', { due: NOW + 7 }), send('b', { due: NOW + 3 })], []);
      assert.equal(queue.nextDue(), NOW + 3);
      queue.lease(1, NOW + 3);
      assert.equal(queue.nextDue(), NOW + 7);
      queue.lease(1, NOW + 7);
      assert.equal(queue.nextDue(), undefined);
    });

    test('forgets what has ended, and tells of it in the log, in order', async (t) => {
      const { open, published } = make(t);
      const queues = open();
      const queue = queues.of('A-1');
      await queue.accept([send('a'), send('b')], ['accepted a', 'accepted b']);
      const [a, b] = queue.lease(2, NOW);
      await queue.end(a?.id ?? 0, ['sent a']);
      await queue.end(b?.id ?? 0, ['sent b', 'bounced b']);
      assert.equal(queue.size, 0);
      assert.deepEqual(queue.lease(9, NOW), []);
      await queues.close();
      assert.deepEqual(published, ['accepted a', 'accepted b', 'sent a', 'sent b', 'bounced b']);
      assert.equal(open().of('A-1').size, 0);
    });

    test('remembers what a request was answered until it expires, over a start too', async (t) => {
      const { open } = make(t);
      const queues = open();
      const { expires, ...first } = answer('a');
      await queues.of('A-1').accept([send('a')], [], { ...first, expires });
      assert.equal(queues.of('A-2').answerTo(first, NOW), undefined);
      await queues.close();
      const queue = open().of('A-1');
      assert.deepEqual(queue.answerTo(first, expires - 1), first);
      assert.equal(queue.answerTo(first, expires), undefined);
      assert.equal(queue.answerTo({ ...first, operation: 'other' }, NOW), undefined);
      await queue.accept([], [], { ...first, body: 'later', expires: expires + 5 });
      assert.equal(queue.answerTo(first, expires)?.body, 'later');
      assert.equal(queue.size, 1);
    });

    test('forgets answers that have expired, in small steps, and has work as long as there are some', async (t) => {
      const { open } = make(t);
      const queues = open();
      const queue = queues.of('A-1');
      await Promise.all(
        Array.from({ length: 1200 }, (_, n) => queue.accept([], [], answer(`old ${n}`, NOW))),
      );
      await queue.accept([], [], answer('new'));
      const removed: number[] = [];
      for (;;) {
        removed.push(await queue.forgetAnswers(NOW));
        if (removed.at(-1) === 0) break;
      }
      assert.deepEqual(removed, [500, 500, 200, 0]);
      assert.ok(queue.answerTo(answer('new'), NOW));
      await queues.close();
      const again = open();
      assert.equal(again.hasWork('A-1'), true);
      assert.equal(await again.of('A-1').forgetAnswers(NOW + 1000), 1);
      assert.equal(again.hasWork('A-1'), false);
    });

    test('has settled when the log has the events of what was accepted', async (t) => {
      const { open, published } = make(t);
      const queue = open().of('A-1');
      await queue.accept([send('a')], ['accepted a']);
      await queue.settled();
      assert.deepEqual(published, ['accepted a']);
    });

    test('has settled when the log knows how a message ended', async (t) => {
      const { open, published } = make(t);
      const queue = open().of('A-1');
      await queue.accept([send('a')], ['accepted a']);
      const [a] = queue.lease(1, NOW);
      await queue.end(a?.id ?? 0, ['sent a']);
      await queue.settled();
      assert.deepEqual(published, ['accepted a', 'sent a']);
    });

    test('gives what was put off again at its time, and counts the attempts', async (t) => {
      const queue = make(t).open().of('A-1');
      await queue.accept([send('a')], []);
      const [first] = queue.lease(1, NOW);
      assert.equal(first?.attempts, 0);
      await queue.putOff(first?.id ?? 0, NOW + 60_000);
      assert.deepEqual(queue.lease(1, NOW + 59_999), []);
      const [again] = queue.lease(1, NOW + 60_000);
      assert.deepEqual(again, { ...first, due: NOW + 60_000, attempts: 1 });
    });

    test('counts no attempt of what was put off without one', async (t) => {
      const queue = make(t).open().of('A-1');
      await queue.accept([send('a')], []);
      const [first] = queue.lease(1, NOW);
      await queue.putOff(first?.id ?? 0, NOW + 1, false);
      assert.deepEqual(queue.lease(1, NOW + 1), [{ ...first, due: NOW + 1, attempts: 0 }]);
    });

    test('puts others in the place of a send', async (t) => {
      const { open, published } = make(t);
      const queues = open();
      const queue = queues.of('A-1');
      await queue.accept([send('all of them'), send('other')], []);
      const [all] = queue.lease(1, NOW);
      const unfolded = [send('a', { due: NOW - 1 }), send('b', { due: NOW - 1 })];
      await queue.unfold(all?.id ?? 0, unfolded, ['accepted a', 'accepted b']);
      assert.equal(queue.size, 3);
      assert.deepEqual(orders(queue.lease(9, NOW)), ['a', 'b', 'other']);
      await queues.close();
      assert.deepEqual(orders(open().of('A-1').lease(9, NOW)), ['a', 'b', 'other']);
      assert.deepEqual(published, ['accepted a', 'accepted b']);
    });

    test('gives again after a start what was leased and has not ended', async (t) => {
      const { open } = make(t);
      const queues = open();
      await queues.of('A-1').accept([send('a'), send('b')], []);
      const [a] = queues.of('A-1').lease(2, NOW);
      await queues.of('A-1').end(a?.id ?? 0, []);
      await queues.close();
      const queue = open().of('A-1');
      assert.equal(queue.size, 1);
      assert.deepEqual(orders(queue.lease(9, NOW)), ['b']);
    });

    test('calls when there may be something to lease', async (t) => {
      const queue = make(t).open().of('A-1');
      let calls = 0;
      queue.onWork(() => {
        calls += 1;
      });
      await queue.accept([send('a')], []);
      assert.equal(calls, 1);
      const [a] = queue.lease(1, NOW);
      await queue.putOff(a?.id ?? 0, NOW + 1);
      assert.equal(calls, 2);
    });

    test('is the same whenever it is asked for, and another for another account', async (t) => {
      const queues = make(t).open();
      assert.equal(queues.of('A-1'), queues.of('A-1'));
      await queues.of('A-1').accept([send('a')], []);
      assert.deepEqual(queues.of('A-2').lease(9, NOW), []);
    });

    test('keeps all of thousands that are accepted at once, and from many at the same time', async (t) => {
      const { open, published } = make(t);
      const queues = open();
      const batch = Array.from({ length: 500 }, (_, n) => `order ${n}`);
      await Promise.all(
        Array.from({ length: 10 }, () =>
          queues.of('A-1').accept(
            batch.map((order) => send(order)),
            batch,
          ),
        ),
      );
      assert.equal(queues.of('A-1').size, 5000);
      assert.equal(queues.of('A-1').lease(6000, NOW).length, 5000);
      await queues.close();
      assert.equal(published.length, 5000);
    });
  });
}
