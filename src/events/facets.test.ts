import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_VARIANTS } from '../../test/fixtures/event-variants.ts';
import { withAt } from '../../test/fixtures/json-pointer.ts';
import { REFERENCE_PAYLOADS, referenceEvents } from '../../test/fixtures/reference-events.ts';
import { RECEIVERS } from '../../test/fixtures/variants/receivers.ts';
import { type Facets, facetsOf, hashUnicity, REACTION_TYPES } from './facets.ts';
import type { Event } from './model/event.ts';
import { EXAMPLE_EVENTS } from './model/examples.ts';
import { LINK_TYPES } from './model/hit.ts';
import { REPLY_TYPES } from './model/reply.ts';
import { ROBOT_CLASSES } from './model/robot-classes.ts';
import { validateEvent } from './model/validate.ts';

const SOME_ID = '6b1f6a3e-2d0f-4d5e-9a63-0f4d1f7c2b11';
const FOOBAR = '3858f62230ac3c915f300c664312c63f';

function valid(value: unknown): Event {
  const { event, flaws } = validateEvent(value);
  assert.ok(event, JSON.stringify(flaws));
  return event;
}

/** The example of one type and source, with some places replaced. */
function example(type: string, source: string, changes: Record<string, unknown> = {}): Event {
  const found = EXAMPLE_EVENTS.find((event) => event.type === type && event.source.type === source);
  return valid(
    Object.entries(changes).reduce<unknown>(
      (event, [pointer, value]) => withAt(event, pointer, value),
      found,
    ),
  );
}

const CLAIRE = { contact: '000R4M0T', hash: 'c5779fefbb3602496e83a1573b3e58a6' };
const MARC = { contact: '000R4M1B', hash: '82ddf9edbf3f9a3b53cbeb0a81d92f90' };
const PAUL = { contact: '0013KDC0', hash: '316d5ec617b68b3c52da837eff47c174' };
const NADIA = { contact: '0013KDC8', hash: 'f5968dcf3bbe8afb11392eb1fa73867a' };

const ACTIONS = { family: 'actions' } as const;
const SALE = { ...ACTIONS, owner: '000PE4' };
const OFFER = { ...ACTIONS, owner: '000PF2' };
const PUSH = { family: 'notifications', owner: '156' } as const;
const BANNER = { family: 'display', owner: 'home-banner-2', campaign: 'spring-2026' } as const;
const CONTACTS = { family: 'contacts' } as const;

const NEWSLETTER_LEFT = Date.parse('2026-03-03T09:00:00.000Z');
const OFFER_LEFT = Date.parse('2026-03-04T17:00:00.000Z');
const PUSH_LEFT = Date.parse('2026-03-05T07:30:00.000Z');
const BANNER_SHOWN = Date.parse('2026-03-07T10:15:00.000Z');

const EXPECTED: Record<string, Facets> = {
  'execution email': { ...ACTIONS, type: 'execution', owner: '000PE5', ...PAUL },
  'cancellation email': { ...SALE, type: 'cancellation', ...NADIA },
  'activation email': { ...SALE, type: 'activation', ...CLAIRE },
  'bounce email': { ...SALE, type: 'bounce', contact: '0013KDD4', activated: NEWSLETTER_LEFT + 750 },
  'hit email': { ...SALE, type: 'hit', subtype: 'redirection', ...CLAIRE, activated: NEWSLETTER_LEFT },
  'optout email': { ...SALE, type: 'optout', ...MARC, activated: NEWSLETTER_LEFT + 250 },
  'reply email': { ...SALE, type: 'reply', subtype: 'automatic', ...MARC, activated: NEWSLETTER_LEFT + 250 },
  'complaint email': { ...SALE, type: 'complaint', ...MARC, activated: NEWSLETTER_LEFT + 250 },
  'execution sms': { ...ACTIONS, type: 'execution', owner: '000PF1', ...PAUL },
  'cancellation sms': { ...OFFER, type: 'cancellation', ...NADIA },
  'activation sms': { ...ACTIONS, type: 'activation', owner: '000PF1', ...PAUL },
  'bounce sms': { ...OFFER, type: 'bounce', ...CLAIRE, activated: OFFER_LEFT + 200 },
  'hit sms': { ...OFFER, type: 'hit', subtype: 'redirection', ...MARC, activated: OFFER_LEFT },
  'optout sms': { ...OFFER, type: 'optout', ...MARC, activated: OFFER_LEFT },
  'reply sms': { ...OFFER, type: 'reply', subtype: 'stop', ...MARC, activated: OFFER_LEFT },
  'complaint sms': { ...OFFER, type: 'complaint', ...MARC, activated: OFFER_LEFT },
  'execution notification': { ...PUSH, type: 'execution', ...CLAIRE },
  'cancellation notification': { ...PUSH, type: 'cancellation', ...PAUL },
  'activation notification': { ...PUSH, type: 'activation', ...CLAIRE },
  'bounce notification': { ...PUSH, type: 'bounce', contact: '0013KDD4', activated: PUSH_LEFT + 20 },
  'hit notification': { ...PUSH, type: 'hit', subtype: 'redirection', ...CLAIRE, activated: PUSH_LEFT },
  'impression notification': { ...PUSH, type: 'impression', ...CLAIRE, activated: PUSH_LEFT },
  'optout notification': { ...PUSH, type: 'optout', ...CLAIRE, activated: PUSH_LEFT },
  'activation display': { ...BANNER, type: 'activation', hash: NADIA.hash },
  'hit display': {
    ...BANNER,
    type: 'hit',
    subtype: 'redirection',
    hash: NADIA.hash,
    activated: BANNER_SHOWN,
  },
  'impression display': { ...BANNER, type: 'impression', hash: NADIA.hash, activated: BANNER_SHOWN },
  'creation contact': { ...CONTACTS, type: 'creation', ...NADIA },
  'modification contact': { ...CONTACTS, type: 'modification', ...NADIA },
  'suppression contact': { ...CONTACTS, type: 'suppression', ...NADIA },
};

describe('the facets of each example', () => {
  for (const event of EXAMPLE_EVENTS) {
    const name = `${event.type} ${event.source.type}`;
    test(name, () => assert.deepEqual(facetsOf(event), EXPECTED[name]));
  }
});

test('every event of the reference has an owner and a contact', () => {
  const facets = REFERENCE_PAYLOADS.flatMap((payload) => referenceEvents(payload)).map((event) =>
    facetsOf(valid(event)),
  );
  assert.ok(facets.length > 0);
  for (const { family, owner, contact } of facets) {
    assert.equal(family, 'actions');
    assert.match(owner ?? '', /^000PE[45]$/);
    assert.match(contact ?? '', /^000R4M0T$|^0013KDC[08]$/);
  }
});

describe('the contact', () => {
  test('is read from every form of a receiver', () => {
    const found = RECEIVERS.map((receiver) => {
      const event = example('activation', 'email', { '/source/detail/activation/receiver': receiver });
      const { contact, hash } = facetsOf(event);
      return [contact, hash];
    });
    const forms = [
      ['000R4M0T', FOOBAR],
      ['0013KDC8', undefined],
      [undefined, FOOBAR],
      [undefined, FOOBAR],
      // The same hash in capitals.
      [undefined, FOOBAR],
    ];
    assert.deepEqual(found, [...forms, ...forms]);
  });

  test('of a footprint has its hash in lower case', () => {
    const hash = { '/source/detail/contact/hash': FOOBAR.toUpperCase() };
    assert.equal(facetsOf(example('creation', 'contact', hash)).hash, FOOBAR);
  });

  test('of an execution is its recipient', () => {
    const changes = { '/source/detail/execution/recipient': { type: 'unicity', value: 'foobar' } };
    const { contact, hash } = facetsOf(example('execution', 'sms', changes));
    assert.deepEqual([contact, hash], [undefined, FOOBAR]);
  });

  test('may be nobody on a page', () => {
    const anonymous = { id: 'home-banner-2', stamp: { time: 0, id: SOME_ID, thread: SOME_ID } };
    const event = example('activation', 'display', { '/source/detail/activation': anonymous });
    assert.deepEqual(facetsOf(event), { family: 'display', type: 'activation', owner: 'home-banner-2' });
  });
});

describe('hashUnicity', () => {
  test('is the MD5 in lower case', () => assert.equal(hashUnicity('foobar'), FOOBAR));

  test('reads letters beyond ASCII as UTF-8', () => {
    assert.equal(hashUnicity('hélène@example.com'), '2c90beb6c0247859bec738e075d2bc3f');
  });

  test('tells capitals apart', () => assert.notEqual(hashUnicity('Foobar'), FOOBAR));
});

describe('the subtype', () => {
  for (const type of LINK_TYPES) {
    test(`of a hit is its link: ${type}`, () => {
      assert.equal(facetsOf(example('hit', 'email', { '/source/detail/link/type': type })).subtype, type);
    });
  }
  for (const type of REPLY_TYPES) {
    test(`of a reply is its type: ${type}`, () => {
      assert.equal(facetsOf(example('reply', 'sms', { '/source/detail/reply/type': type })).subtype, type);
    });
  }
});

describe('the robot', () => {
  const place = '/source/detail/client/classification';
  for (const type of ROBOT_CLASSES) {
    test(`of a hit is its class: ${type}`, () => {
      assert.equal(facetsOf(example('hit', 'email', { [place]: { type } })).robot, type);
    });
  }

  test('is absent when a person made the hit', () => {
    assert.equal(Object.hasOwn(facetsOf(example('hit', 'email')), 'robot'), false);
  });

  test('is absent when no client is known', () => {
    assert.equal(Object.hasOwn(facetsOf(example('hit', 'notification')), 'robot'), false);
  });

  test('is a facet of hits alone', () => {
    const impression = example('impression', 'display', { [place]: { type: 'gsr' } });
    assert.equal(Object.hasOwn(facetsOf(impression), 'robot'), false);
  });
});

describe('members that no type knows do not mislead', () => {
  test('a campaign outside the pages', () => {
    const stray = { '/source/detail/activation/campaign': 'spring-2026' };
    for (const source of ['email', 'sms', 'notification']) {
      assert.equal(Object.hasOwn(facetsOf(example('activation', source, stray)), 'campaign'), false);
    }
    assert.equal(facetsOf(example('activation', 'display')).campaign, 'spring-2026');
  });

  test('the members of one type in an event of another', () => {
    const strays = {
      '/source/detail/execution': { id: 'other', recipient: { type: 'id', value: 'other' } },
      '/source/detail/contact': { type: 'footprint', id: 'other', unicity: 'other', hash: FOOBAR },
      '/source/detail/link': { type: 'open' },
      '/source/detail/reply': { type: 'stop' },
      '/source/detail/client': { type: 'web', classification: { type: 'mpp' } },
      '/source/detail/robot': 'mpp',
      '/owner': 'other',
    };
    const plain = example('bounce', 'email');
    assert.deepEqual(facetsOf(example('bounce', 'email', strays)), facetsOf(plain));
  });

  test('the activation of an execution or of a contact', () => {
    const stray = {
      '/source/detail/activation': {
        id: 'other',
        receiver: { type: 'id', value: 'other' },
        stamp: { time: 1 },
      },
    };
    for (const [type, source] of [
      ['execution', 'email'],
      ['cancellation', 'notification'],
      ['creation', 'contact'],
    ] as const) {
      assert.deepEqual(facetsOf(example(type, source, stray)), facetsOf(example(type, source)));
    }
  });
});

test("only reactions have their activation's time", () => {
  const reactions: ReadonlySet<string> = new Set(REACTION_TYPES);
  for (const { shows, event } of EVENT_VARIANTS) {
    const facets = facetsOf(valid(event));
    assert.equal(Object.hasOwn(facets, 'activated'), reactions.has(facets.type), shows);
  }
});
