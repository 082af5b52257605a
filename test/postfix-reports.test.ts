import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BehindPostfix } from './support/behind-postfix.ts';
import { type NextHopScript, startNextHop } from './support/next-hop.ts';
import { domainOfPort, NO_POSTFIX, POSTFIX_PORT } from './support/postfix.ts';
import { get } from './support/promised-feeds.ts';
import { SmtpClient } from './support/smtp-client.ts';

/** What a report tells of a refusal. */
type Told = { code: { enhanced: string; basic?: number }; diagnostic: string; mta: string };

type Case = {
  /** Whom the message is for, and what becomes of it; without a domain it is for the next server. */
  to: string;
  because: string;
  /** When the next server refuses it. */
  refusedAt?: 'recipient' | 'end';
  told: Told;
  /** Verdict, subject, detail and rule. */
  means: string;
  /** The type and reason that the contact has afterwards. */
  mark?: [number, number];
};

/** What is told of an answer of the next server. */
function byNextHop(diagnostic: string): Told {
  const code = { enhanced: diagnostic.slice(4, 9), basic: Number(diagnostic.slice(0, 3)) };
  return { code, diagnostic, mta: '127.0.0.1' };
}

/** What Postfix found out itself. */
function byPostfix(enhanced: string, diagnostic: string): Told {
  return { code: { enhanced }, diagnostic, mta: 'postfix.test' };
}

const UNWANTED = 'soft, security or policy, delivery not authorized, message refused';

const CASES: readonly Case[] = [
  {
    to: 'nobody',
    because: 'the next server refuses the recipient',
    refusedAt: 'recipient',
    told: byNextHop('550 5.1.1 no such user here'),
    means: 'hard, address, bad destination mailbox address, unknown user',
    mark: [1, 52],
  },
  {
    to: 'full',
    because: 'the mailbox is full, which is told as final',
    refusedAt: 'recipient',
    told: byNextHop('552 5.2.2 the mailbox is full'),
    means: 'soft, mailbox, mailbox full, mailbox full',
  },
  {
    to: 'filling',
    because: 'the mailbox is full, until the queue gives up',
    refusedAt: 'recipient',
    told: byNextHop('452 4.2.2 the mailbox is full'),
    means: 'soft, mailbox, mailbox full, mailbox full',
  },
  {
    to: 'slow',
    because: 'the next server asks for patience, until the queue gives up',
    refusedAt: 'recipient',
    told: byNextHop('450 4.2.1 the mailbox is busy'),
    means: 'soft, mailbox, mailbox disabled, not accepting messages, enhanced code',
  },
  {
    to: 'ada@missing.test',
    because: 'the domain does not exist',
    told: byPostfix(
      '5.4.4',
      'Host or domain name not found. Name service error for name=missing.test type=A: Host not found',
    ),
    means: 'hard, address, bad destination system address, unknown domain',
    mark: [1, 51],
  },
  {
    to: 'ada@nomail.test',
    because: 'the domain says that it takes no mail',
    told: byPostfix('5.1.0', 'Domain nomail.test does not accept mail (nullMX)'),
    means: 'hard, address, bad destination system address, null mx',
    mark: [1, 51],
  },
  {
    to: 'forwarded',
    because: 'the next server took it and passed it on to an address that does not work',
    told: byPostfix('5.1.1', 'no such user here'),
    means: 'hard, address, bad destination mailbox address, unknown user',
    mark: [1, 52],
  },
  {
    to: 'spam',
    because: 'the next server does not want the message',
    refusedAt: 'end',
    told: byNextHop('554 5.7.1 message rejected as spam'),
    means: `${UNWANTED}, unwanted message`,
  },
  {
    to: 'filtered',
    because: 'the next server took the recipient, and then refused the message for it',
    refusedAt: 'end',
    told: byNextHop('550 5.1.1 no such user here'),
    means: `${UNWANTED}, refused after the message`,
  },
];

/** What the server answers to whom Postfix passes messages on. */
const SCRIPTS: Readonly<Record<string, NextHopScript>> = {
  ...Object.fromEntries(
    CASES.flatMap(({ to, refusedAt, told }) =>
      refusedAt === undefined ? [] : [[to, { [refusedAt]: [told.diagnostic] }]],
    ),
  ),
  series: { recipient: ['552 5.2.2 full', '250 ok', '552 5.2.2 full'] },
  forwarded: { taken: ({ from, raw }) => void sendOn(from, raw) },
};

/** Passes a message on to an address that does not work, as mailboxes do that forward what they took. */
async function sendOn(from: string, raw: string): Promise<void> {
  const smtp = new SmtpClient(POSTFIX_PORT);
  await smtp.hello();
  await smtp.send('gone@refuse.test', raw, from);
  smtp.close();
}

/** What Postfix brings back by itself: no report here is written by a test. */
describe('what a real Postfix reports', { skip: NO_POSTFIX, concurrency: true }, () => {
  const cleaners: (() => Promise<unknown>)[] = [];
  let chappe: BehindPostfix;
  let nextHop: string;

  before(async () => {
    // What a hook registers to be done afterwards is done when the hook ends.
    const t = { after: (clean: () => Promise<unknown>) => void cleaners.push(clean) };
    nextHop = domainOfPort((await startNextHop(t, SCRIPTS)).port);
    chappe = await BehindPostfix.start(t, { softBounces: 3 });
  });
  after(async () => {
    for (const clean of cleaners) await clean();
  });

  const marksOf = async (contact: string) => get(await chappe.contact(contact), 'bounce');
  const onlyBounceOf = (contact: string) => chappe.onlyEventOf(contact, 'bounce', 'reactivities/bounces');

  for (const { to, because, told, means, mark } of CASES) {
    const what = mark === undefined ? 'leaves the contact as it is' : 'stops later messages';
    test(`${what}: ${because}`, async () => {
      const contact = await chappe.writtenTo(to.includes('@') ? to : `${to}@${nextHop}`);
      const event = await onlyBounceOf(contact);
      const { status, analysis } = Object(get(event, 'source', 'detail', 'bounce'));
      const { type, detail } = analysis.subject;
      assert.equal([analysis.verdict, type, detail.type, analysis.rule].join(', '), means);
      assert.deepEqual(status, { type: 'async', ...told });
      const marks = Object(await marksOf(contact));
      assert.deepEqual(
        marks.map((each: unknown) => [get(each, 'type'), get(each, 'reason')]),
        mark === undefined ? [] : [mark],
      );
      if (mark !== undefined) await chappe.assertStopped(contact, 'bounced target');
    });
  }

  test('is no bounce as long as it only tells of a delay', async () => {
    const contact = await chappe.writtenTo(`slow@late.${nextHop}`);
    await chappe.counted('delivered');
    const event = await onlyBounceOf(contact);
    const sent = Number(get(event, 'source', 'detail', 'activation', 'stamp', 'time'));
    // Postfix gives up after four seconds, which it counts whole, and tells of a delay after one.
    assert.ok(Number(get(event, 'timestamp')) - sent >= 3000);
  });

  test('counts when it comes softly time and again, also when messages were taken in between', async () => {
    const contact = await chappe.writtenTo(`series@${nextHop}`);
    await chappe.eventsOf(contact, 'bounce', 1);
    await chappe.execute(contact);
    await chappe.eventsOf(contact, 'activation', 2);
    await chappe.execute(contact);
    await chappe.eventsOf(contact, 'bounce', 2);
    assert.deepEqual(await marksOf(contact), []);
    await chappe.execute(contact);
    await chappe.eventsOf(contact, 'bounce', 3);
    assert.equal(get(await marksOf(contact), '0', 'type'), 1);
    await chappe.assertStopped(contact, 'bounced target');
    assert.equal((await chappe.eventsOf(contact, 'bounce', 3)).length, 3);
  });
});
