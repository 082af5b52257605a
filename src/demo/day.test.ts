import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { facetsOf, hashUnicity } from '../events/facets.ts';
import type { Event } from '../events/model/event.ts';
import { EVENT_TYPES } from '../events/model/event-types.ts';
import { LINK_TYPES } from '../events/model/hit.ts';
import { REPLY_TYPES } from '../events/model/reply.ts';
import { validateEvent } from '../events/model/validate.ts';
import { CANCELLATIONS } from './cancellations.ts';
import { generateDay } from './day.ts';

const DAY = 86_400_000;
const start = Date.UTC(2026, 8, 1);
const options = { seed: 'demo', day: start, account: 'DEMO/028' };
const events = [...generateDay(options)];

function digest(list: Iterable<Event>): string {
  const hash = createHash('sha256');
  for (const event of list) hash.update(`${JSON.stringify(event)}\n`);
  return hash.digest('hex');
}

function count<T>(list: readonly T[], value: T): number {
  return list.filter((item) => item === value).length;
}

/** The stamp of the message that an event belongs to. */
function stampOf({ source }: Event) {
  if ('execution' in source.detail) return source.detail.execution.stamp;
  if ('activation' in source.detail) return source.detail.activation.stamp;
  return undefined;
}

test('a seed gives the same day on every machine', () => {
  assert.equal(digest(events), 'e723aea178c7dea69d3b15f5a81dd6e905ac47795d93c91f1cba920a8ace8157');
});

test('any instant names its day, and another seed, day or account gives other events', () => {
  const first = (changes: Partial<Parameters<typeof generateDay>[0]>) => {
    for (const event of generateDay({ ...options, ...changes })) return event;
    return undefined;
  };
  assert.deepEqual(first({ day: new Date(start + DAY - 1) }), events[0]);
  assert.notEqual(first({ seed: 'other' })?.id, events[0]?.id);
  assert.notEqual(first({ day: start + DAY })?.id, events[0]?.id);
  assert.notEqual(first({ account: 'DEMO/029' })?.id, events[0]?.id);
  assert.deepEqual(first({ account: 'ACME/007' })?.identity, {
    type: 'customer',
    agency: 'ACME',
    customer: '007',
  });
});

for (const seed of ['demo', 'other', '3']) {
  test(`every event of seed '${seed}' is valid, of that day, and has its own id`, () => {
    const ids = new Set<string>();
    let total = 0;
    for (const event of generateDay({ ...options, seed })) {
      assert.deepEqual(validateEvent(event).flaws, undefined);
      assert.ok(event.timestamp >= start && event.timestamp < start + DAY);
      ids.add(event.id);
      total++;
    }
    assert.equal(ids.size, total);
    assert.ok(total > 19_000 && total < 22_000, `${total} events`);
  });
}

test('members are in the order of the reference', () => {
  for (const event of events) {
    assert.deepEqual(Object.keys(event), ['type', 'id', 'timestamp', 'identity', 'source']);
    assert.deepEqual(Object.keys(event.source), ['type', 'detail']);
  }
});

test('every type of event happens, about as often as in real life', () => {
  const types = events.map(({ type }) => type);
  const ranges: Record<(typeof EVENT_TYPES)[number], [number, number]> = {
    execution: [6_000, 6_700],
    activation: [7_000, 7_900],
    cancellation: [130, 270],
    bounce: [150, 290],
    hit: [3_200, 4_200],
    impression: [1_600, 2_000],
    optout: [15, 60],
    reply: [35, 100],
    complaint: [3, 30],
    creation: [450, 450],
    modification: [700, 700],
    suppression: [30, 30],
  };
  for (const type of EVENT_TYPES) {
    const [low, high] = ranges[type];
    const n = count(types, type);
    assert.ok(n >= low && n <= high, `${n} events of type ${type}`);
  }
});

test('every kind of link, reply, cancellation, bounce and robot occurs', () => {
  const subtypes = new Set(events.map((event) => facetsOf(event).subtype));
  for (const subtype of [...LINK_TYPES, ...REPLY_TYPES]) assert.ok(subtypes.has(subtype), subtype);
  const robots = new Set(events.map((event) => facetsOf(event).robot));
  assert.deepEqual(robots, new Set([undefined, 'mpp', 'gsr', 'genericrobot']));
  const reasons = new Set(
    events.map((event) => event.type === 'cancellation' && event.source.detail.cancellation.type),
  );
  for (const { cancellation } of CANCELLATIONS) assert.ok(reasons.has(cancellation.type), cancellation.type);
  const bounces = new Set(
    events.map((event) => event.type === 'bounce' && event.source.detail.bounce.status.type),
  );
  assert.ok(bounces.has('sync') && bounces.has('async'));
  const families = new Set(events.map((event) => facetsOf(event).family));
  assert.deepEqual(families, new Set(['actions', 'notifications', 'display', 'contacts']));
});

test('each execution ends once, in an activation or a cancellation, and later', () => {
  const open = new Map<string, number>();
  let ended = 0;
  for (const event of events) {
    if (event.source.type === 'display') continue;
    const stamp = stampOf(event);
    if (stamp === undefined) continue;
    if (event.type === 'execution') {
      assert.ok(event.timestamp > stamp.time);
      open.set(stamp.id, event.timestamp);
    } else if (event.type === 'activation' || event.type === 'cancellation') {
      const asked = open.get(stamp.id);
      assert.ok(asked !== undefined, 'an end without an execution, or a second end');
      assert.ok(asked < event.timestamp);
      open.delete(stamp.id);
      ended++;
    }
  }
  assert.equal(open.size, 0);
  assert.equal(
    ended,
    count(
      events.map(({ type }) => type),
      'execution',
    ),
  );
});

test('reactions come after the activation that caused them, and repeat it', () => {
  const activations = new Map<string, Event>();
  for (const event of events) {
    if (event.type === 'activation') activations.set(event.source.detail.activation.stamp.id, event);
    else if ('activation' in event.source.detail) {
      const { activation } = event.source.detail;
      const cause = activations.get(activation.stamp.id);
      assert.ok(cause?.type === 'activation', `${event.type} without an activation`);
      assert.ok(cause.timestamp < event.timestamp);
      assert.deepEqual(cause.source.detail.activation, activation);
      assert.equal(cause.source.type, event.source.type);
    }
  }
});

test('a message that bounced is never opened', () => {
  const bounced = new Set(events.filter(({ type }) => type === 'bounce').map((event) => stampOf(event)?.id));
  for (const event of events) {
    if (event.type === 'hit') assert.ok(!bounced.has(stampOf(event)?.id));
  }
});

test('only bounces are published late, and some of them by hours', () => {
  let latest = 0;
  const delays: number[] = [];
  for (const { timestamp, type } of events) {
    if (timestamp < latest) {
      assert.equal(type, 'bounce');
      delays.push(latest - timestamp);
    }
    latest = Math.max(latest, timestamp);
  }
  assert.ok(delays.filter((delay) => delay > 3_600_000).length >= 5, `${delays.length} late events`);
});

test('the day is quiet at night and busy while the campaigns leave', () => {
  const hours = events.map(({ timestamp }) => Math.floor((timestamp - start) / 3_600_000));
  assert.ok(count(hours, 3) < 200, `${count(hours, 3)} events after three`);
  assert.ok(count(hours, 9) > 3_000, `${count(hours, 9)} events after nine`);
});

test('the hash of every footprint is the MD5 of its unicity', () => {
  let footprints = 0;
  JSON.stringify(events, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'hash' in value && 'unicity' in value) {
      assert.equal(value.hash, hashUnicity(String(value.unicity)));
      footprints++;
    }
    return value;
  });
  assert.ok(footprints > 15_000);
});
