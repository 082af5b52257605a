import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createKey } from '../src/accounts/keys.ts';
import { BehindPostfix } from './support/behind-postfix.ts';
import { eventually } from './support/eventually.ts';
import { type MailSink, type SunkMail, startSink } from './support/mail-sink.ts';
import { domainOfPort, NO_POSTFIX, POSTFIX_PORT, postedTo } from './support/postfix.ts';
import { get } from './support/promised-feeds.ts';
import { answer, complaintReport } from './support/reports.ts';
import { DEMO } from './support/server.ts';
import { SmtpClient } from './support/smtp-client.ts';

/** What readers and their mailboxes send back: Postfix takes it from strangers, as the documentation sets it up. */
describe('what comes back through a real Postfix', { skip: NO_POSTFIX, concurrency: true }, () => {
  const cleaners: (() => Promise<unknown>)[] = [];
  let chappe: BehindPostfix;
  let mailbox: MailSink;
  let asked: string;

  before(async () => {
    // What a hook registers to be done afterwards is done when the hook ends.
    const t = { after: (clean: () => Promise<unknown>) => void cleaners.push(clean) };
    mailbox = await startSink(t, { hideSTARTTLS: true });
    asked = `ask@${domainOfPort(mailbox.port)}`;
    chappe = await BehindPostfix.start(t, { replies: 'on' }, asked);
  });
  after(async () => {
    for (const clean of cleaners) await clean();
  });

  /** The first message that a mailbox has got. */
  async function messageTo(address: string): Promise<SunkMail> {
    const mail = await eventually(
      async () => mailbox.mails.find(({ to }) => to.includes(address)),
      (found) => found !== undefined,
    );
    assert.ok(mail);
    return mail;
  }

  type Sent = { contact: string; returnPath: string; replyTo: string; raw: string };

  /** Writes to a new contact; what it got came through Postfix. */
  async function sentTo(name: string): Promise<Sent> {
    const address = `${name}@${domainOfPort(mailbox.port)}`;
    const contact = await chappe.writtenTo(address);
    const mail = await messageTo(address);
    const raw = mail.raw.toString('latin1');
    const replyTo = /^Reply-To:\s+<?([^\s>]+)/m.exec(raw)?.[1] ?? '';
    return { contact, returnPath: mail.from, replyTo, raw };
  }

  /** Brings a message to Postfix from another host than ours. */
  async function bring(to: string, raw: string, from = ''): Promise<void> {
    const smtp = new SmtpClient(POSTFIX_PORT, '127.0.0.2');
    await smtp.hello();
    assert.match(await smtp.send(to, raw, from), /^250/);
    smtp.close();
  }

  test('is refused at once unless it is for an address of ours', async () => {
    const { returnPath } = await sentTo('taken');
    assert.ok(returnPath.endsWith(`@${chappe.bounceDomain}`));
    const stranger = new SmtpClient(POSTFIX_PORT, '127.0.0.2');
    await stranger.hello();
    await stranger.say('MAIL FROM:<>');
    assert.match(await stranger.say('RCPT TO:<ada@example.com>'), /^554 5\.7\.1 .*Relay access denied/);
    assert.match(
      await stranger.say(`RCPT TO:<made-up@${chappe.bounceDomain}>`),
      /^550 5\.1\.1 .*undeliverable address: .* no such address here/,
    );
    assert.match(await stranger.say(`RCPT TO:<${returnPath}>`), /^250/);
    stranger.close();
  });

  test('becomes a complaint, after which the contact is left alone', async () => {
    const { contact, returnPath, raw } = await sentTo('annoyed');
    await bring(returnPath, complaintReport(raw), 'feedback@mailbox.test');
    const event = await chappe.onlyEventOf(contact, 'complaint', 'events/complaints');
    assert.deepEqual(get(event, 'source', 'detail', 'complaint'), {
      type: 'abuse',
      reporter: 'mailbox.test',
      agent: 'SomeGenerator/1.0',
    });
    assert.equal(get(await chappe.contact(contact), 'redList', 'mail', 'reason'), 5);
    await chappe.assertStopped(contact, 'redlisted target');
  });

  test('becomes a complaint too when it comes to an address that was agreed on, from which Postfix posts it', async () => {
    const { contact, raw, returnPath } = await sentTo('angry');
    const { key } = await createKey(chappe.server.catalog.db, DEMO, { permissions: ['feedback:write'] });
    const agreed = postedTo(chappe.server.url, key);
    // A mailbox quotes a message as it keeps it, with the sender of the envelope.
    await bring(agreed, complaintReport(`Return-Path: <${returnPath}>\r\n${raw}`), 'feedback@mailbox.test');
    await chappe.onlyEventOf(contact, 'complaint', 'events/complaints');
    await chappe.assertStopped(contact, 'redlisted target');
  });

  test('becomes an answer, and goes on to whom the action names', async () => {
    const { contact, replyTo } = await sentTo('curious');
    await bring(replyTo, answer(replyTo, 'When does it come?'), 'ada@example.com');
    const event = await chappe.onlyEventOf(contact, 'reply', 'events/responses');
    const reply = get(event, 'source', 'detail', 'reply');
    assert.deepEqual([get(reply, 'type'), get(reply, 'from')], ['message', 'ada@example.com']);
    assert.match(String(get(reply, 'text')), /^When does it come\?/);
    const forwarded = await messageTo(asked);
    assert.equal(forwarded.from, '');
    assert.match(forwarded.raw.toString(), /When does it come\?/);
  });

  test('becomes an answer of a machine, or nothing when it comes to the return path', async () => {
    const { contact, returnPath, replyTo } = await sentTo('away');
    const note = (to: string) => answer(to, 'I am away.', ['Auto-Submitted: auto-replied']);
    await bring(returnPath, note(returnPath));
    await chappe.counted('automatic');
    await bring(replyTo, note(replyTo));
    const event = await chappe.onlyEventOf(contact, 'reply', 'events/responses');
    assert.equal(get(event, 'source', 'detail', 'reply', 'type'), 'automatic');
  });
});
