import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BehindPostfix } from './support/behind-postfix.ts';
import { type NextHopScript, startNextHop } from './support/next-hop.ts';
import { domainOfPort, NO_POSTFIX, POSTFIX_PORT } from './support/postfix.ts';
import { get } from './support/promised-feeds.ts';
import { SmtpClient } from './support/smtp-client.ts';

/** What Postfix brings back by itself: no report here is written by a test. */
describe('what a real Postfix reports', { skip: NO_POSTFIX, concurrency: true }, () => {
  const cleaners: (() => Promise<unknown>)[] = [];
  let chappe: BehindPostfix;
  let nextHop: string;

  /** What the server answers to whom Postfix passes messages on. */
  const SCRIPTS: Record<string, NextHopScript> = {
    nobody: { recipient: ['550 5.1.1 no such user here'] },
    full: { recipient: ['552 5.2.2 the mailbox is full'] },
    filling: { recipient: ['452 4.2.2 the mailbox is full'] },
    slow: { recipient: ['450 4.2.1 the mailbox is busy'] },
    spam: { end: ['554 5.7.1 message rejected as spam'] },
    filtered: { end: ['550 5.1.1 no such user here'] },
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

  type Expected = {
    /** Whom the message is for, and what becomes of it; without a domain it is for the next server. */
    to: string;
    because: string;
    /** Verdict, subject, detail and rule. */
    means: string;
    code: { enhanced: string; basic?: number };
    words: RegExp;
    mta: string;
    /** The type and reason that the contact has afterwards. */
    mark?: [number, number];
  };
  const HOP = '127.0.0.1';
  const UNWANTED = 'soft, security or policy, delivery not authorized, message refused';
  const CASES: readonly Expected[] = [
    {
      to: 'nobody',
      because: 'the next server refuses the recipient',
      means: 'hard, address, bad destination mailbox address, unknown user',
      code: { enhanced: '5.1.1', basic: 550 },
      words: /^550 5\.1\.1 no such user here$/,
      mta: HOP,
      mark: [1, 52],
    },
    {
      to: 'full',
      because: 'the mailbox is full, which is told as final',
      means: 'soft, mailbox, mailbox full, mailbox full',
      code: { enhanced: '5.2.2', basic: 552 },
      words: /^552 5\.2\.2 the mailbox is full$/,
      mta: HOP,
    },
    {
      to: 'filling',
      because: 'the mailbox is full, until the queue gives up',
      means: 'soft, mailbox, mailbox full, mailbox full',
      code: { enhanced: '4.2.2', basic: 452 },
      words: /^452 4\.2\.2 the mailbox is full$/,
      mta: HOP,
    },
    {
      to: 'slow',
      because: 'the next server asks for patience, until the queue gives up',
      means: 'soft, mailbox, mailbox disabled, not accepting messages, enhanced code',
      code: { enhanced: '4.2.1', basic: 450 },
      words: /^450 4\.2\.1 the mailbox is busy$/,
      mta: HOP,
    },
    {
      to: 'ada@missing.test',
      because: 'the domain does not exist',
      means: 'hard, address, bad destination system address, unknown domain',
      code: { enhanced: '5.4.4' },
      words:
        /^Host or domain name not found\. Name service error for name=missing\.test type=A: Host not found$/,
      mta: 'postfix.test',
      mark: [1, 51],
    },
    {
      to: 'ada@nomail.test',
      because: 'the domain says that it takes no mail',
      means: 'hard, address, bad destination system address, null mx',
      code: { enhanced: '5.1.0' },
      words: /^Domain nomail\.test does not accept mail \(nullMX\)$/,
      mta: 'postfix.test',
      mark: [1, 51],
    },
    {
      to: 'forwarded',
      because: 'the next server took it and passed it on to an address that does not work',
      means: 'hard, address, bad destination mailbox address, unknown user',
      code: { enhanced: '5.1.1' },
      words: /^no such user here$/,
      mta: 'postfix.test',
      mark: [1, 52],
    },
    {
      to: 'spam',
      because: 'the next server does not want the message',
      means: `${UNWANTED}, unwanted message`,
      code: { enhanced: '5.7.1', basic: 554 },
      words: /^554 5\.7\.1 message rejected as spam$/,
      mta: HOP,
    },
    {
      to: 'filtered',
      because: 'the next server took the recipient, and then refused the message for it',
      means: `${UNWANTED}, refused after the message`,
      code: { enhanced: '5.1.1', basic: 550 },
      words: /^550 5\.1\.1 no such user here$/,
      mta: HOP,
    },
  ];
  for (const { to, because, means, code, words, mta, mark } of CASES) {
    const what = mark === undefined ? 'leaves the contact as it is' : 'stops later messages';
    test(`${what}: ${because}`, async () => {
      const contact = await chappe.writtenTo(to.includes('@') ? to : `${to}@${nextHop}`);
      const event = await onlyBounceOf(contact);
      const { status, analysis } = Object(get(event, 'source', 'detail', 'bounce'));
      const { type, detail } = analysis.subject;
      assert.equal([analysis.verdict, type, detail.type, analysis.rule].join(', '), means);
      assert.deepEqual([status.type, status.code, status.mta], ['async', code, mta]);
      assert.match(status.diagnostic, words);
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
