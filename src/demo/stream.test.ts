import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { facetsOf, hashUnicity } from '../events/facets.ts';
import { validateEvent } from '../events/model/validate.ts';
import { actionId } from './short-id.ts';
import { generateEvents } from './stream.ts';

const HOUR = 3_600_000;
const startMs = Date.UTC(2026, 8, 1);
const options = {
  count: 30_000,
  seed: 'test',
  account: 'BENCH/001',
  actions: 50,
  contacts: 2_000,
  startMs,
  spanMs: 48 * HOUR,
};
const lines = [...generateEvents(options)];
const events = lines.map((line) => {
  const { event, flaws } = validateEvent(JSON.parse(line));
  assert.equal(flaws, undefined, line);
  return event;
});

test('the same options give the same lines on every machine', () => {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  assert.equal(hash.digest('hex'), '49f64a85b2127ae71a84fbf287ca507ef852d577c2a6ceead0c81061223a5c04');
});

test('there are as many lines as asked for, of compact JSON, each with its own id', () => {
  assert.equal(lines.length, options.count);
  for (const line of lines) assert.equal(JSON.stringify(JSON.parse(line)), line);
  assert.equal(new Set(events.map(({ id }) => id)).size, lines.length);
});

test('an event has between 1.05 and 1.1 kB on average', () => {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / lines.length;
  assert.ok(bytes > 1_050 && bytes < 1_100, `${bytes} bytes`);
});

test('timestamps stay in their span and grow, but for a jitter and a few late events', () => {
  let late = 0;
  let latest = 0;
  let backwards = 0;
  for (const { timestamp } of events) {
    assert.ok(timestamp >= startMs && timestamp < startMs + options.spanMs);
    if (timestamp < latest) backwards++;
    if (timestamp < latest - HOUR) late++;
    latest = Math.max(latest, timestamp);
  }
  assert.ok(late > 20 && late < options.count * 0.01, `${late} late events`);
  assert.ok(backwards > late && backwards < options.count * 0.5, `${backwards} backwards`);
});

test('an execution ends once, and a reaction follows and repeats its activation', () => {
  const asked = new Map<string, number>();
  const left = new Map<string, { activation: string; at: number }>();
  for (const { type, source, timestamp } of events) {
    if ('execution' in source.detail) {
      const { id } = source.detail.execution.stamp;
      if (type === 'execution') asked.set(id, timestamp);
      else assert.ok(asked.delete(id), 'cancelled without an execution, or twice');
    } else if ('activation' in source.detail) {
      const { activation } = source.detail;
      const { id } = activation.stamp;
      if (type === 'activation') {
        assert.ok((asked.get(id) ?? Number.POSITIVE_INFINITY) < timestamp);
        asked.delete(id);
        left.set(id, { activation: JSON.stringify(activation), at: timestamp });
      } else {
        const cause = left.get(id);
        assert.ok(cause !== undefined && cause.at < timestamp);
        assert.equal(JSON.stringify(activation), cause.activation);
      }
    }
  }
  assert.ok(asked.size <= 64, 'only the last sends may still be under way');
});

test('about a third are sends, most others are hits, and robots make the share asked for', () => {
  const share = (of: string) => events.filter(({ type }) => type === of).length / events.length;
  assert.ok(Math.abs(share('execution') + share('activation') + share('cancellation') - 0.32) < 0.01);
  assert.ok(share('hit') > 0.55 && share('hit') < 0.63);
  for (const type of ['bounce', 'reply', 'complaint']) assert.ok(share(type) > 0.005, type);
  const robots = (robotShare: number) => {
    const hits = [...generateEvents({ ...options, count: 5_000, robotShare })].filter((line) =>
      line.startsWith('{"type":"hit"'),
    );
    return hits.filter((line) => line.includes('"classification"')).length / hits.length;
  };
  assert.equal(robots(0), 0);
  assert.ok(Math.abs(robots(0.5) - 0.45) < 0.07);
});

test('every action and no other has events, and hashes are true', () => {
  const owners = new Set(events.map((event) => facetsOf(event).owner));
  const expected = Array.from({ length: options.actions }, (_, n) => actionId(n));
  assert.deepEqual([...owners].sort(), expected);
  for (const line of lines.slice(0, 100)) {
    const [, unicity = '', hash] = /"unicity":"([^"]+)","hash":"([^"]+)"/.exec(line) ?? [];
    assert.equal(hash, hashUnicity(unicity));
  }
});
