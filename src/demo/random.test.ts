import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from './random.ts';

test('the same seed gives the same sequence, another seed another one', () => {
  const draw = (seed: string) => {
    const random = new Random(seed);
    return Array.from({ length: 8 }, () => random.bits());
  };
  assert.deepEqual(draw('a'), draw('a'));
  assert.notDeepEqual(draw('a'), draw('b'));
});

test('numbers fill their range evenly', () => {
  const random = new Random('range');
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const n = random.below(10);
    counts[n] = (counts[n] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(count > 9_500 && count < 10_500, `${count} of 100,000`);
});

test('both ends of a range between two numbers are drawn, and nothing beyond', () => {
  const random = new Random('ends');
  const drawn = new Set(Array.from({ length: 200 }, () => random.between(3, 6)));
  assert.deepEqual([...drawn].sort(), [3, 4, 5, 6]);
});

test('weights decide how often something is picked', () => {
  const random = new Random('weights');
  const list = [
    { name: 'often', weight: 9 },
    { name: 'seldom', weight: 1 },
    { name: 'never', weight: 0 },
  ];
  const names = Array.from({ length: 10_000 }, () => random.weighted(list).name);
  const often = names.filter((name) => name === 'often').length;
  assert.ok(often > 8_800 && often < 9_200, `${often} of 10,000`);
  assert.ok(!names.includes('never'));
});

test('nothing can be picked from an empty list', () => {
  assert.throws(() => new Random('empty').pick([]), RangeError);
});

test('uuids of version 7 sort by their time and do not repeat', () => {
  const random = new Random('times');
  const start = Date.UTC(2026, 0, 1);
  const ids = Array.from({ length: 10_000 }, (_, n) => random.uuidAt(start + n));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  for (const [n, id] of ids.entries()) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Number.parseInt(id.replace('-', '').slice(0, 12), 16), start + n);
  }
});

test('uuids are of version 4 and do not repeat', () => {
  const random = new Random('uuids');
  const ids = new Set(Array.from({ length: 10_000 }, () => random.uuid()));
  assert.equal(ids.size, 10_000);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
