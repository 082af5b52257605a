import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facetsOf } from '../events/facets.ts';
import { validateEvent } from '../events/model/validate.ts';
import { REFERENCE_EVENTS } from './reference-events.ts';

test('every example of the reference is a valid event, each id once', () => {
  for (const event of REFERENCE_EVENTS) assert.equal(validateEvent(event).flaws, undefined, event.id);
  assert.equal(new Set(REFERENCE_EVENTS.map(({ id }) => id)).size, REFERENCE_EVENTS.length);
});

test('the examples are written as the reference writes them', () => {
  const [execution] = REFERENCE_EVENTS;
  assert.equal(
    JSON.stringify(execution),
    '{"type":"execution","id":"b794a047-b15a-498c-9e46-8762d009bfb1","timestamp":1614089576718,' +
      '"identity":{"type":"customer","agency":"DEMO","customer":"028"},"source":{"type":"email","detail":' +
      '{"execution":{"id":"000PE4","kind":"message","recipient":{"type":"footprint","id":"000R4M0T",' +
      '"unicity":"example@np6.com","hash":"0441619ab4631d18548aa8835dd2c28b"},"data":{"foo":1,"bar":2},' +
      '"stamp":{"time":1614089576625,"id":"340adff4-c193-427e-9e14-6a27633b77f6",' +
      '"thread":"73b43cda-527a-4de7-911a-b4550dabc571"}}}}}',
  );
});

test('the first action has what the examples of its feeds show', () => {
  const ofFirst = REFERENCE_EVENTS.filter((event) => facetsOf(event).owner === '000PE4');
  assert.deepEqual(
    ofFirst.map(({ type }) => type),
    ['execution', 'activation', 'cancellation', 'cancellation', 'bounce', 'bounce', 'hit'],
  );
});
