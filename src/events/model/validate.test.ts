import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_VARIANTS } from '../../../test/fixtures/event-variants.ts';
import { withAt } from '../../../test/fixtures/json-pointer.ts';
import {
  generatedPlaceholder,
  REFERENCE_PAYLOADS,
  referenceEvents,
} from '../../../test/fixtures/reference-events.ts';
import { EVENT_TYPES } from './event-types.ts';
import { EXAMPLE_EVENTS } from './examples.ts';
import { validateEvent } from './validate.ts';

/** The example of one type and source. */
function example(type: string, source: string): unknown {
  const found = EXAMPLE_EVENTS.find((event) => event.type === type && event.source.type === source);
  assert.ok(found, `no example of ${type} from ${source}`);
  return found;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

describe('valid events', () => {
  for (const payload of REFERENCE_PAYLOADS) {
    test(`the payload of the reference: ${payload}`, () => {
      const events = referenceEvents(payload);
      assert.ok(events.length > 0);
      for (const event of events) assert.deepEqual(validateEvent(event), { event });
    });
  }

  test('every form that a part of an event may take', () => {
    for (const { shows, event } of EVENT_VARIANTS) {
      assert.deepEqual(validateEvent(event), { event }, shows);
    }
  });

  test('come back as they are, unknown members and all', () => {
    let event = withAt(example('hit', 'email'), '/note', 'kept');
    event = withAt(event, '/source/detail/link/position', [3, { row: 1 }]);
    event = withAt(event, '/source/detail/activation/stamp/origin', null);
    const text = JSON.stringify(event);

    assert.equal(validateEvent(event).event, event);
    assert.equal(JSON.stringify(event), text);
  });
});

describe('the generated placeholder of the reference is refused', () => {
  test('for its missing type', () => {
    const { event, flaws } = validateEvent(generatedPlaceholder());
    assert.equal(event, undefined);
    assert.deepEqual(flaws, [{ pointer: '/type', message: `must be one of ${quoted(EVENT_TYPES)}` }]);
  });

  test('with a type, for its source', () => {
    const { flaws } = validateEvent(withAt(generatedPlaceholder(), '/type', 'reply'));
    assert.deepEqual(flaws, [
      { pointer: '/source/type', message: "must be one of 'email', 'sms' for an event of type 'reply'" },
    ]);
  });

  test('with a type and a source, for all that it lacks', () => {
    const reply = withAt(withAt(generatedPlaceholder(), '/type', 'reply'), '/source/type', 'sms');
    assert.deepEqual(validateEvent(reply).flaws, [
      { pointer: '/identity', message: "must have 'agency', 'customer'" },
      { pointer: '/identity/type', message: "must be 'customer'" },
      { pointer: '/source', message: "must have 'detail'" },
    ]);
  });
});

describe('a wrong discriminator is told what is allowed', () => {
  const cases: { of: [type: string, source: string]; pointer: string; allowed: string }[] = [
    { of: ['hit', 'email'], pointer: '/type', allowed: `one of ${quoted(EVENT_TYPES)}` },
    {
      of: ['hit', 'email'],
      pointer: '/source/type',
      allowed: "one of 'email', 'sms', 'notification', 'display' for an event of type 'hit'",
    },
    {
      of: ['suppression', 'contact'],
      pointer: '/source/type',
      allowed: "one of 'contact' for an event of type 'suppression'",
    },
    { of: ['hit', 'email'], pointer: '/identity/type', allowed: "'customer'" },
    {
      of: ['hit', 'email'],
      pointer: '/source/detail/activation/receiver/type',
      allowed: "one of 'footprint', 'id', 'unicity', 'hash', 'contact'",
    },
    {
      of: ['hit', 'notification'],
      pointer: '/source/detail/activation/receiver/value/type',
      allowed: "one of 'footprint', 'id', 'unicity', 'hash'",
    },
    {
      of: ['hit', 'email'],
      pointer: '/source/detail/link/type',
      allowed: "one of 'open', 'redirection', 'mirror', 'unsubscribe', 'form', 'dismiss'",
    },
    { of: ['hit', 'email'], pointer: '/source/detail/client/type', allowed: "'web'" },
    { of: ['hit', 'email'], pointer: '/source/detail/client/ip/type', allowed: "one of 'v4', 'v6'" },
    { of: ['hit', 'email'], pointer: '/source/detail/client/ua/type', allowed: "one of 'parsed', 'raw'" },
    {
      of: ['cancellation', 'email'],
      pointer: '/source/detail/cancellation/type',
      allowed: `one of ${quoted([
        'user defined policy',
        'redlisted target',
        'marketing pressure',
        'bounced target',
        'empty address',
        'excluded target',
        'expired',
        'delivery failure',
      ])}`,
    },
    {
      of: ['cancellation', 'notification'],
      pointer: '/source/detail/cancellation/value/type',
      allowed: "'render'",
    },
    {
      of: ['bounce', 'email'],
      pointer: '/source/detail/bounce/status/type',
      allowed: "one of 'sync', 'async'",
    },
    {
      of: ['bounce', 'email'],
      pointer: '/source/detail/bounce/analysis/verdict',
      allowed: "one of 'hard', 'soft'",
    },
    {
      of: ['bounce', 'email'],
      pointer: '/source/detail/bounce/analysis/subject/type',
      allowed: `one of ${quoted([
        'other or undefined status',
        'address',
        'mailbox',
        'mail system',
        'network and routing',
        'mail delivery protocol',
        'message content or media',
        'security or policy',
      ])}`,
    },
    {
      of: ['optout', 'email'],
      pointer: '/source/detail/optout/scope',
      allowed: "one of 'global', 'channel'",
    },
    {
      of: ['reply', 'sms'],
      pointer: '/source/detail/reply/type',
      allowed: "one of 'stop', 'message', 'automatic'",
    },
  ];
  for (const { of, pointer, allowed } of cases) {
    test(`${of.join(' from ')}: ${pointer}`, () => {
      const { event, flaws } = validateEvent(withAt(example(...of), pointer, 'delivery'));
      assert.equal(event, undefined);
      assert.deepEqual(flaws, [{ pointer, message: `must be ${allowed}` }]);
    });
  }

  test('the detail of one subject does not pass for that of another', () => {
    const bounce = withAt(
      example('bounce', 'email'),
      '/source/detail/bounce/analysis/subject/detail/type',
      'mailbox full',
    );
    const flaws = validateEvent(bounce).flaws ?? [];
    assert.deepEqual(
      flaws.map(({ pointer }) => pointer),
      ['/source/detail/bounce/analysis/subject/detail/type'],
    );
  });
});

describe('values that are nothing like an event', () => {
  test('must be an object', () => {
    const event = example('hit', 'email');
    for (const value of [null, undefined, 0, 1.5, Number.NaN, 'hit', '', true, [], [{}], [event]]) {
      assert.deepEqual(validateEvent(value), { flaws: [{ pointer: '', message: 'must be an object' }] });
    }
  });

  test('a name that every object inherits is no type and no source', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(
        validateEvent(withAt(example('hit', 'email'), '/type', name)).flaws?.[0]?.pointer,
        '/type',
      );
      const sourced = withAt(example('hit', 'email'), '/source/type', name);
      assert.equal(validateEvent(sourced).flaws?.[0]?.pointer, '/source/type');
    }
  });

  for (const value of [null, [], 'text', 7]) {
    test(`${JSON.stringify(value)} in place of an object is told where it stands`, () => {
      for (const pointer of [
        '/identity',
        '/source/detail',
        '/source/detail/activation',
        '/source/detail/activation/receiver',
        '/source/detail/activation/stamp',
        '/source/detail/link',
        '/source/detail/client',
        '/source/detail/client/ip',
        '/source/detail/client/ua/os',
      ]) {
        const { flaws } = validateEvent(withAt(example('hit', 'email'), pointer, value));
        assert.deepEqual(flaws, [{ pointer, message: 'must be object' }]);
      }
      const { flaws } = validateEvent(withAt(example('hit', 'email'), '/source', value));
      assert.deepEqual(flaws, [{ pointer: '/source', message: 'must be an object' }]);
    });
  }
});

describe('values out of range', () => {
  const cases: [of: [type: string, source: string], pointer: string, values: unknown[]][] = [
    [
      ['hit', 'email'],
      '/timestamp',
      [-1, 1.5, '1772528400000', null, Number.NaN, 8_640_000_000_000_001, 1e300],
    ],
    [
      ['hit', 'email'],
      '/id',
      ['', 'x', '6b1f6a3e2d0f4d5e9a630f4d1f7c2b11', '{6b1f6a3e-2d0f-4d5e-9a63-0f4d1f7c2b11}', 7],
    ],
    [['hit', 'email'], '/identity/agency', ['', 28]],
    [['hit', 'email'], '/identity/customer', ['', 28]],
    [['hit', 'email'], '/source/detail/activation/id', ['', 156, 'x'.repeat(129)]],
    [['hit', 'notification'], '/source/detail/activation/id', ['156', -1, 1.5, 2_147_483_648]],
    [['hit', 'email'], '/source/detail/activation/stamp/time', [-1, 0.5, '0']],
    [['hit', 'email'], '/source/detail/activation/stamp/id', ['', 'x']],
    [
      ['hit', 'email'],
      '/source/detail/activation/receiver/hash',
      ['', 'c5779fefbb3602496e83a1573b3e58a', 'z'.repeat(32)],
    ],
    [['cancellation', 'email'], '/source/detail/cancellation/rule', ['', 'x', 7]],
    [['creation', 'contact'], '/source/detail/origin', [-1, 10, 1.5, '1']],
  ];
  for (const [of, pointer, values] of cases) {
    test(`${of.join(' from ')}: ${pointer}`, () => {
      for (const value of values) {
        const { flaws } = validateEvent(withAt(example(...of), pointer, value));
        assert.deepEqual(
          flaws?.map((flaw) => flaw.pointer),
          [pointer],
          JSON.stringify(value),
        );
      }
    });
  }
});
