import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EVENT_VARIANTS } from '../../../test/fixtures/event-variants.ts';
import { at, pointersInto, withAt, without } from '../../../test/fixtures/json-pointer.ts';
import { validateEvent } from './validate.ts';

/** Either an event that is the value itself, or some flaws that all point into the value. */
function assertSound(value: unknown): void {
  const { event, flaws } = validateEvent(value);
  if (flaws === undefined) {
    assert.equal(event, value);
    return;
  }
  assert.equal(event, undefined);
  assert.ok(flaws.length > 0 && flaws.length <= 8);
  const places = new Set(['', '/type', '/source', '/source/type', ...pointersInto(value)]);
  for (const { pointer, message } of flaws) {
    assert.ok(places.has(pointer), `${pointer} is nowhere in ${JSON.stringify(value)}`);
    assert.notEqual(message, '');
  }
}

const valid = fc.constantFrom(...EVENT_VARIANTS.map(({ event }) => event));
const json = fc.jsonValue({ maxDepth: 4 });
/** A place in an event, told by a number, since the places differ from event to event. */
const place = fc.nat();

/** The pointer that a number chooses in the event. */
function chosen(event: unknown, number: number): string {
  const pointers = pointersInto(event);
  const pointer = pointers[number % pointers.length];
  assert.ok(pointer !== undefined);
  return pointer;
}

describe('whatever comes', () => {
  test('any value gets a sound verdict', () => {
    fc.assert(fc.property(fc.oneof(json, fc.anything()), assertSound), { numRuns: 500 });
  });

  test('any value inside an envelope gets a sound verdict', () => {
    const envelope = fc.record(
      {
        type: fc.oneof(fc.constantFrom('hit', 'bounce', 'cancellation', 'optout', 'creation'), json),
        id: fc.oneof(fc.uuid(), json),
        timestamp: fc.oneof(fc.nat(), json),
        identity: json,
        source: fc.record({
          type: fc.oneof(fc.constantFrom('email', 'notification', 'contact'), json),
          detail: json,
        }),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(envelope, assertSound), { numRuns: 500 });
  });

  test('events with places overwritten or taken away get a sound verdict', () => {
    const damage = fc.array(fc.tuple(place, fc.option(json, { nil: undefined })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(valid, damage, (event, strokes) => {
        let damaged = event;
        for (const [number, value] of strokes) {
          const pointers = pointersInto(damaged);
          if (pointers.length === 0) break;
          const pointer = chosen(damaged, number);
          damaged = value === undefined ? without(damaged, pointer) : withAt(damaged, pointer, value);
        }
        assertSound(damaged);
      }),
      { numRuns: 2_000 },
    );
  });

  test('unknown members anywhere leave an event valid', () => {
    fc.assert(
      fc.property(valid, place, json, (event, number, value) => {
        const objects = ['', ...pointersInto(event)].filter((pointer) => {
          const found = pointer === '' ? event : at(event, pointer);
          return typeof found === 'object' && found !== null && !Array.isArray(found);
        });
        const extended = withAt(event, `${objects[number % objects.length]}/x-unknown`, value);
        assert.deepEqual(validateEvent(extended), { event: extended });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('nesting deeper than any stack', () => {
  const depth = 100_000;
  const abyss: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const execution = EVENT_VARIANTS.find(({ shows }) => shows === 'execution from email')?.event;

  test('is no concern where anything may stand', () => {
    const event = withAt(execution, '/source/detail/execution/data', { abyss });
    assert.equal(validateEvent(event).event, event);
  });

  test('is one flaw where something else is expected', () => {
    for (const pointer of [
      '/id',
      '/timestamp',
      '/source',
      '/source/detail',
      '/source/detail/execution/stamp',
    ]) {
      const { flaws } = validateEvent(withAt(execution, pointer, abyss));
      assert.deepEqual(
        flaws?.map((flaw) => flaw.pointer),
        [pointer],
      );
    }
  });
});
