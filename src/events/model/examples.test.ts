import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashUnicity } from '../facets.ts';
import { EVENT_SCHEMAS } from './event.ts';
import { EXAMPLE_EVENTS } from './examples.ts';

/** Every object found anywhere inside the examples. */
function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const member of Object.values(value)) yield* objectsIn(member);
}

describe('the example events', () => {
  test('show every type from every source it can come from, once', () => {
    const possible = Object.entries(EVENT_SCHEMAS).flatMap(([type, schemas]) =>
      Object.keys(schemas).map((source) => `${type} ${source}`),
    );
    const shown = EXAMPLE_EVENTS.map((event) => `${event.type} ${event.source.type}`);
    assert.deepEqual(shown.toSorted(), possible.toSorted());
  });

  test('have an id of their own each', () => {
    assert.equal(new Set(EXAMPLE_EVENTS.map(({ id }) => id)).size, EXAMPLE_EVENTS.length);
  });

  test('name contacts whose hash is that of their unicity', () => {
    let footprints = 0;
    for (const found of objectsIn(EXAMPLE_EVENTS)) {
      if (!('unicity' in found) || !('hash' in found)) continue;
      footprints++;
      assert.equal(found.hash, hashUnicity(String(found.unicity)));
    }
    assert.ok(footprints > 10);
  });

  test('were published after the stamp of their message', () => {
    for (const found of EXAMPLE_EVENTS) {
      for (const part of objectsIn(found)) {
        if ('thread' in part && 'time' in part) assert.ok(found.timestamp > Number(part.time), found.id);
      }
    }
  });

  test('belong to nobody: every name and address is one reserved for documentation', () => {
    const text = JSON.stringify(EXAMPLE_EVENTS);
    const hosts = [...text.matchAll(/@([\w.-]+)|https?:\/\/([\w.-]+)/g)].map(
      ([, domain, host]) => domain ?? host,
    );
    const addresses = [...text.matchAll(/"type":"v[46]","value":"([^"]+)"/g)].map(([, address]) => address);
    // ARCEP keeps these numbers for fiction.
    const telephones = [...text.matchAll(/\+33\d+/g)].map(([number]) => number);

    assert.ok(hosts.length > 0 && addresses.length > 0 && telephones.length > 0);
    for (const host of hosts) assert.match(host ?? '', /(^|\.)example\.(com|org)$/);
    // RFC 5737 and RFC 3849.
    for (const address of addresses) {
      assert.match(address ?? '', /^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:db8:/);
    }
    for (const telephone of telephones) assert.match(telephone, /^\+3363998\d{4}$/);
  });
});
