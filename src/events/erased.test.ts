import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_VARIANTS } from '../../test/fixtures/event-variants.ts';
import { ACTIVATIONS, eventWith, FOOTPRINT, STAMP } from '../../test/fixtures/variants/envelope.ts';
import { RECEIVERS } from '../../test/fixtures/variants/receivers.ts';
import { contactOf, namesIn } from './contact-names.ts';
import { Disguise } from './erased.ts';
import { facetsOf, hashUnicity } from './facets.ts';
import type { Names } from './mentions.ts';
import type { Event } from './model/event.ts';
import { validateEvent } from './model/validate.ts';

const PSEUDONYM = 'erased-0123456789ab';
const HASH = hashUnicity(PSEUDONYM);

function namesOf(given: Partial<Record<keyof Names, readonly string[]>>): Names {
  return {
    ids: new Set(given.ids),
    unicities: new Set(given.unicities),
    hashes: new Set(given.hashes),
    addresses: new Set(given.addresses),
  };
}

/** All names that an event gives its contact. */
function ownNames(event: Event): Names {
  const names = namesIn(event);
  const of = (kind: keyof Names) => names.filter((name) => name.kind === kind).map(({ text }) => text);
  return namesOf({
    ids: of('ids'),
    unicities: of('unicities'),
    hashes: of('hashes'),
    addresses: of('addresses'),
  });
}

function valid(value: unknown): Event {
  const { event } = validateEvent(structuredClone(value));
  assert.ok(event, JSON.stringify(value));
  return event;
}

function erase(value: unknown, names?: Names): Event {
  const event = valid(value);
  return new Disguise(names ?? ownNames(event), PSEUDONYM).of(event);
}

/** The members of a value, in order, and of what they hold. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([member, content]) => [member, shapeOf(content)]);
}

describe('an event without its contact', () => {
  for (const { shows, event: value } of EVENT_VARIANTS) {
    test(`is valid, tells nothing of it and keeps the rest: ${shows}`, () => {
      const event = valid(value);
      if (contactOf(event) === undefined) return;
      const erased = erase(value);
      assert.ok(validateEvent(JSON.parse(JSON.stringify(erased))).event);
      const text = JSON.stringify(erased);
      for (const { text: name } of namesIn(event)) assert.ok(!text.includes(name), `${name} in ${text}`);

      const { contact, hash, ...rest } = facetsOf(event);
      const { contact: newContact, hash: newHash, ...newRest } = facetsOf(erased);
      assert.deepEqual(newRest, rest);
      assert.equal(newContact, contact === undefined ? undefined : PSEUDONYM);
      assert.equal(newHash, hash === undefined ? undefined : HASH);

      assert.deepEqual(Object.keys(erased), Object.keys(event));
      const { id, timestamp, identity, type } = event;
      assert.deepEqual(
        { id: erased.id, timestamp: erased.timestamp, identity: erased.identity, type: erased.type },
        { id, timestamp, identity, type },
      );
      assert.deepEqual(Object.keys(erased.source.detail), Object.keys(event.source.detail));
    });
  }

  for (const receiver of RECEIVERS) {
    test(`names the pseudonym in the same form: ${JSON.stringify(receiver)}`, () => {
      const value = eventWith('activation', 'email', { activation: { ...ACTIVATIONS.email, receiver } });
      const erased = contactOf(erase(value));
      assert.deepEqual(shapeOf(erased), shapeOf(receiver));
      const inner = erased?.type === 'contact' ? erased.value : erased;
      switch (inner?.type) {
        case 'footprint':
          assert.deepEqual(inner, { type: 'footprint', id: PSEUDONYM, unicity: PSEUDONYM, hash: HASH });
          break;
        case 'hash':
          assert.equal(inner.value, HASH);
          break;
        default:
          assert.equal(inner?.value, PSEUDONYM);
      }
    });
  }

  test('has no data, client, answer or diagnostic of the contact, and keeps what statistics count', () => {
    const execution = erase(
      eventWith('execution', 'email', {
        execution: { id: '000PE4', kind: 'message', recipient: FOOTPRINT, data: { name: 'F' }, stamp: STAMP },
      }),
    );
    assert.equal(execution.type, 'execution');
    if (execution.type === 'execution') {
      assert.deepEqual(execution.source.detail.execution.data, {});
      assert.deepEqual(execution.source.detail.execution.stamp, STAMP);
    }
    const hit = erase(
      eventWith('hit', 'email', {
        activation: ACTIVATIONS.email,
        link: { type: 'redirection', destination: 'https://shop.example/?to=FOOBAR%40example.com' },
        client: {
          type: 'web',
          ip: { type: 'v6', value: '2001:db8::1' },
          ua: { type: 'parsed', ua: 'Mozilla', os: { name: 'Linux' } },
          classification: { type: 'mpp' },
        },
      }),
    );
    const { link, client } = JSON.parse(JSON.stringify(hit.source.detail));
    assert.deepEqual(link, { type: 'redirection', destination: PSEUDONYM });
    assert.deepEqual(client, {
      type: 'web',
      ip: { type: 'v4', value: '0.0.0.0' },
      ua: { type: 'raw', ua: '' },
      classification: { type: 'mpp' },
    });
    const reply = erase(
      eventWith('reply', 'sms', {
        activation: ACTIVATIONS.sms,
        reply: { type: 'stop', text: 'STOP, says Anna', from: '+33700000000', keyword: 'STOP' },
      }),
    );
    const said = JSON.parse(JSON.stringify(reply.source.detail)).reply;
    assert.deepEqual(said, { type: 'stop', text: '', from: PSEUDONYM, keyword: 'STOP' });
    const complaint = erase(
      eventWith('complaint', 'email', {
        activation: ACTIVATIONS.email,
        complaint: { type: 'abuse', reporter: 'mail.example', agent: 'for foobar@example.com' },
      }),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(complaint.source.detail)).complaint, {
      type: 'abuse',
      reporter: 'mail.example',
      agent: PSEUDONYM,
    });
  });

  test('has no mention in members that nobody knows, in their names, or in members that only look fixed', () => {
    const erased = erase({
      ...eventWith('activation', 'email', { activation: ACTIVATIONS.email }),
      'source/type': 'foobar',
      note: ['to Foobar', { 'foobar@example.com': 1, 'mailto:foobar@example.com': 2 }, 7, null, true],
      __proto__: null,
    });
    const text = JSON.stringify(erased);
    assert.ok(!/foobar/i.test(text), text);
    assert.deepEqual(JSON.parse(text).note, [
      PSEUDONYM,
      { [PSEUDONYM]: 1, [`${PSEUDONYM}-2`]: 2 },
      7,
      null,
      true,
    ]);
  });

  test('keeps what has the same text as a name but is another thing', () => {
    const contact = { type: 'footprint', id: '000PE4', unicity: 'email', hash: hashUnicity('email') };
    const value = eventWith('activation', 'email', {
      activation: { ...ACTIVATIONS.email, receiver: contact },
    });
    const erased = erase(value);
    assert.equal(facetsOf(erased).owner, '000PE4');
    assert.equal(erased.source.type, 'email');
  });
});

describe("another contact's event", () => {
  const names = namesOf({
    ids: ['0013KDC8'],
    unicities: ['marie@example.com'],
    hashes: [hashUnicity('marie@example.com')],
    addresses: ['tester@example.com'],
  });
  const other = {
    type: 'footprint',
    id: '000R4M0T',
    unicity: 'anne-marie@example.com',
    hash: FOOTPRINT.hash,
  };
  const about = (members: Record<string, unknown>) => ({
    ...eventWith('activation', 'email', {
      activation: { ...ACTIVATIONS.email, receiver: other, recipient: 'tester@example.com' },
    }),
    ...members,
  });

  test('is the very same when it mentions nobody, whoever the tester is that got both messages', () => {
    const event = valid(
      about({ note: 'anne-marie@example.com', other: 'marie@example.com.au', id2: '0013KDC8' }),
    );
    assert.equal(new Disguise(names, PSEUDONYM).of(event), event);
  });

  test('keeps its own contact when a text in it mentions the erased one', () => {
    const event = valid(
      about({ note: 'Fwd from <Marie@example.com>.', link: 'https://x/?m=marie%40example.com' }),
    );
    const erased = new Disguise(names, PSEUDONYM).of(event);
    assert.deepEqual(erased, { ...event, note: PSEUDONYM, link: PSEUDONYM });
  });
});
