import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BounceNote } from '../contacts/changes/marking-contacts.ts';
import type { Target } from '../contacts/contact.ts';
import { DEFAULT_FIELDS } from '../contacts/default-fields.ts';
import type { Bounce, BounceEvent } from '../events/model/bounce.ts';
import { AddressMarks, type BouncedMessage } from './address-marks.ts';

const DAY = 86_400_000;
const NOW = 1_700_000_000_000;
const ADA = 'ada@example.com';

const FIELDS = DEFAULT_FIELDS.map((field, index) => ({ ...field, id: index + 1 }));
const EMAIL = FIELDS.find(({ type }) => type === 'email')?.id ?? 0;

const TARGET: Target = {
  id: '00000001',
  hash: 'a'.repeat(32),
  creationDate: '2026-01-01T00:00:00Z',
  lastUpdateDate: '2026-01-01T00:00:00Z',
  fields: { [EMAIL]: 'Ada@Example.com' },
  bounce: [],
  redList: {},
};

type Subject = Bounce['analysis']['subject'];
const FULL: Subject = { type: 'mailbox', detail: { type: 'mailbox full' } };
const SPAM: Subject = {
  type: 'security or policy',
  detail: { type: 'delivery not authorized, message refused' },
};
const TOO_BIG: Subject = { type: 'mail system', detail: { type: 'message too big for system' } };

function bounce(verdict: 'hard' | 'soft', subject: Subject): Bounce {
  return {
    status: { type: 'async', code: { enhanced: '5.2.2' }, diagnostic: 'it is full', mta: 'mx.test' },
    analysis: { verdict, subject },
  };
}

/** An earlier bounce, each of a message of its own. */
function earlier(number: number, subject: Subject, recipient = ADA): BounceEvent {
  const stamp = `00000000-0000-4000-8000-00000000000${number}`;
  return {
    type: 'bounce',
    id: stamp,
    timestamp: NOW - number * DAY,
    identity: { type: 'customer', agency: 'DEMO', customer: '028' },
    source: {
      type: 'email',
      detail: {
        activation: {
          id: '000001',
          kind: 'message',
          receiver: { type: 'id', value: TARGET.id },
          stamp: { time: NOW, id: stamp, thread: stamp },
          recipient,
        },
        bounce: bounce('soft', subject),
      },
    },
  };
}

/** What is noted of a bounce after others, when two soft ones within 30 days are too many. */
async function noteOf(
  subject: Subject,
  {
    before = [],
    verdict = 'soft',
    ...bounced
  }: Partial<BouncedMessage> & { before?: BounceEvent[]; verdict?: 'hard' | 'soft' } = {},
): Promise<BounceNote | undefined> {
  let noted: BounceNote | undefined;
  const marks = new AddressMarks({
    contacts: {
      find: () => TARGET,
      fields: () => FIELDS,
      async change(change) {
        if (change.do === 'note-bounce') noted = change.note;
        return '';
      },
    },
    async *bounces(_contact, since) {
      for (const event of before) if (event.timestamp >= since) yield event;
    },
    policy: { most: 3, period: 30 * DAY },
  });
  const message = { contact: TARGET.id, addresses: [ADA], stamp: 'f'.repeat(32), at: NOW, ...bounced };
  await marks.note({ ...message, bounce: bounce(verdict, subject) });
  return noted;
}

describe('an address', () => {
  it('is marked by a hard bounce at once, whatever the case of its letters', async () => {
    const subject: Subject = { type: 'address', detail: { type: 'bad destination mailbox address' } };
    assert.deepEqual(await noteOf(subject, { verdict: 'hard' }), {
      field: EMAIL,
      type: 'hardUser',
      timestamp: NOW,
      message: 'it is full',
    });
  });

  it('is left alone when the contact has another one by now', async () => {
    assert.equal(await noteOf(FULL, { verdict: 'hard', addresses: ['old@example.com'] }), undefined);
  });

  it('is marked when so many messages came back softly within the period', async () => {
    assert.equal(await noteOf(FULL, { before: [earlier(1, FULL)] }), undefined);
    const note = await noteOf(FULL, { before: [earlier(1, FULL), earlier(2, FULL)] });
    assert.equal(note?.type, 'hardOther');
    assert.equal(note?.message, '3 messages came back within 30 days; the last one: it is full');
  });

  it('is not marked by what happened to other addresses, to the same message, or before the period', async () => {
    const other = earlier(2, FULL, 'other@example.com');
    const same = { ...earlier(1, FULL), id: 'other' };
    const old = { ...earlier(3, FULL), timestamp: NOW - 31 * DAY };
    assert.equal(await noteOf(FULL, { before: [earlier(1, FULL), same, other, old] }), undefined);
  });

  it('is never marked for what was said of the message', async () => {
    const before = [earlier(1, FULL), earlier(2, FULL)];
    for (const subject of [SPAM, TOO_BIG]) assert.equal(await noteOf(subject, { before }), undefined);
    assert.equal(await noteOf(FULL, { before: [earlier(1, SPAM), earlier(2, TOO_BIG)] }), undefined);
  });
});
