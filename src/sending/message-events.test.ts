import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateEvent } from '../events/model/validate.ts';
import type { Message } from './message.ts';
import { activationEvent, bounceEvent, cancellationEvent, executionEvent } from './message-events.ts';

const NOW = 1_750_000_000_000;
const ADDRESS = 'ada@example.com';

const order: Message = {
  kind: 'message',
  action: '000PE4',
  of: 'message',
  execution: {
    recipient: {
      type: 'footprint',
      id: '00000001',
      unicity: ADDRESS,
      hash: '0441619ab4631d18548aa8835dd2c28b',
    },
    stamp: {
      time: NOW - 10,
      id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
      thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
    },
    data: { basket: [1, 2] },
  },
};

const bounce = {
  status: {
    type: 'sync' as const,
    code: { enhanced: '5.1.1', basic: 550 },
    diagnostic: 'no such user',
    mta: 'mx.test',
  },
  analysis: { verdict: 'hard' as const, subject: { type: 'address' as const }, rule: 'x.1.1' },
};

const EVENTS: [string, string][] = [
  ['execution', executionEvent(order, NOW)],
  ['cancellation', cancellationEvent(order, NOW, { type: 'empty address' })],
  ['activation', activationEvent(order, NOW, ADDRESS)],
  ['bounce', bounceEvent(order, NOW, ADDRESS, bounce)],
];
for (const [type, text] of EVENTS) {
  test(`the ${type} of a message is an event of the model, once the account is added`, () => {
    const identity = { type: 'customer', agency: 'DEMO', customer: '028' };
    const { event, flaws } = validateEvent({ ...JSON.parse(text), identity });
    assert.deepEqual([event?.type, flaws], [type, undefined]);
    assert.equal(event?.timestamp, NOW);
  });
}

test('each event has an id of its own', () => {
  const ids = Array.from({ length: 100 }, () => JSON.parse(activationEvent(order, NOW, 'a@example.com')).id);
  assert.equal(new Set(ids).size, 100);
});

test('that a message was asked for is told once, however often it is told', () => {
  const [first, second] = [executionEvent(order, NOW), executionEvent(order, NOW + 1)];
  assert.equal(JSON.parse(first).id, JSON.parse(second).id);
  assert.notEqual(JSON.parse(first).id, order.execution.stamp.id);
});
