import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXAMPLE_EVENTS } from './model/examples.ts';
import { prepare, type Terms } from './publication.ts';

const identity = { type: 'customer', agency: 'DEMO', customer: '028' } as const;
const terms: Terms = { identity, maxEventBytes: 10_000, now: () => 1_700_000_000_000 };
const [first] = EXAMPLE_EVENTS;
assert.ok(first);
const example = { ...first, identity };

function entryOf(value: unknown, changed: Partial<Terms> = {}) {
  const { entry, flaws } = prepare(value, { ...terms, ...changed });
  assert.ok(entry, JSON.stringify(flaws));
  return entry;
}

function flawsOf(value: unknown, changed: Partial<Terms> = {}) {
  const { flaws } = prepare(value, { ...terms, ...changed });
  assert.ok(flaws);
  return flaws;
}

describe('preparing an event for the log', () => {
  it('keeps id, timestamp and identity that are given', () => {
    const { id, timestamp, json } = entryOf(example);
    assert.equal(id, example.id);
    assert.equal(timestamp, example.timestamp);
    assert.deepEqual(JSON.parse(json), example);
  });

  it('makes id, timestamp and identity that are absent, in the order of the reference', () => {
    const { type, source } = example;
    const { id, json } = entryOf({ source, type });
    const made: unknown = JSON.parse(json);
    assert.deepEqual(made, { type, id, timestamp: 1_700_000_000_000, identity, source });
    assert.ok(
      json.startsWith(
        `{"type":"${type}","id":"${id}","timestamp":1700000000000,"identity":{"type":"customer"`,
      ),
    );
  });

  it('makes another id each time', () => {
    const { id: _, ...rest } = example;
    assert.notEqual(entryOf(rest).id, entryOf(rest).id);
  });

  it('keeps members that the model does not know, whatever their name', () => {
    const odd: unknown = JSON.parse(
      `{"type":"${example.type}","__proto__":{"a":1},"constructor":2,"extra":[null]}`,
    );
    assert.ok(typeof odd === 'object');
    const { json } = entryOf(Object.defineProperties({ ...example }, Object.getOwnPropertyDescriptors(odd)));
    assert.match(json, /"__proto__":\{"a":1\}/);
    assert.match(json, /"constructor":2/);
    assert.match(json, /"extra":\[null\]/);
  });

  it('refuses the event of another account', () => {
    const [flaw] = flawsOf({ ...example, identity: { ...identity, customer: '029' } });
    assert.deepEqual(flaw, {
      pointer: '/identity',
      message: 'must be the account of the key, DEMO/028, or absent',
    });
  });

  it('refuses an event over the size limit, counted in bytes', () => {
    const bytes = Buffer.byteLength(entryOf({ ...example, note: 'é'.repeat(100) }).json);
    entryOf({ ...example, note: 'é'.repeat(100) }, { maxEventBytes: bytes });
    const [flaw] = flawsOf({ ...example, note: 'é'.repeat(100) }, { maxEventBytes: bytes - 1 });
    assert.deepEqual(flaw, { pointer: '', message: `is larger than ${bytes - 1} bytes` });
  });

  it('refuses an event that is nested deeper than parsers can be trusted with', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    entryOf({ ...example, deep: nested(99) });
    const expected = [{ pointer: '', message: 'is nested deeper than 100 levels' }];
    assert.deepEqual(flawsOf({ ...example, deep: nested(100) }), expected);
    assert.deepEqual(flawsOf({ ...example, deep: nested(1_000_000) }), expected);
  });

  it('refuses what is no object', () => {
    for (const value of [null, 1, 'text', [], true, undefined]) {
      assert.deepEqual(flawsOf(value), [{ pointer: '', message: 'must be an object' }]);
    }
  });
});

describe('an id that is no text in Unicode', () => {
  const split = 'a\ud800';
  const idOf = (activation: object) => ({
    type: 'activation',
    source: { type: 'email', detail: { activation } },
  });
  const stamp = { time: 1, id: example.id, thread: example.id };

  it('is refused, of actions and of contacts', () => {
    const receiver = { type: 'id', value: '000R4M0T' };
    const fine = { id: '000PE4', kind: 'campaign', receiver, stamp };
    assert.ok(entryOf(idOf(fine)));
    for (const wrong of [
      { ...fine, id: split },
      { ...fine, receiver: { ...receiver, value: split } },
    ]) {
      const [flaw] = flawsOf(idOf(wrong));
      assert.match(String(flaw?.message), /half of a surrogate pair/);
    }
  });

  it('is taken in other places, where nothing is found by it', () => {
    assert.match(entryOf({ ...example, note: split }).json, /"note":"a\\ud800"/);
  });
});
