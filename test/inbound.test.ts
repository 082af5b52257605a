import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { retireSigningKey, rotateSigningKey } from '../src/tracking/account-signing-keys.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { itemsOf } from './support/http-client.ts';
import { mailWithReply, OTHER, serveInbound } from './support/inbound-server.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { reply } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { answer, complaintReport, deliveryReport } from './support/reports.ts';
import { sentMessages } from './support/return-paths.ts';
import { scrape } from './support/scrape.ts';
import { validatedAction } from './support/validated-action.ts';

/** What was answered to a bounce that came while its message was still being handed over. */
let saidEarly = '';
/** Who answers. */
const READER = 'ada@example.com';
/** How often somebody came to the one who is busy at first. */
let busy = 0;

const { server, client, sink, action, sent, execute, eventsOf, oneEventOf, targetOf, hand, bring, counted } =
  await serveInbound(({ address }, { envelope: { mailFrom } }, done) => {
    if (address.startsWith('closed')) return done(reply(550, '5.1.1 nobody reads this'));
    if (address.startsWith('busy') && ++busy === 1) return done(reply(450, '4.2.1 later'));
    if (!address.startsWith('early') || mailFrom === false) return done();
    bring(mailFrom.address, deliveryReport(mailFrom.address, { recipient: address })).then((said) => {
      saidEarly = said;
      done();
    }, done);
  });

describe('a bounce that comes back by SMTP', () => {
  test('becomes one event with its activation, marks the address, and stops later messages', async () => {
    const { target, returnPath } = await sent('bounced@example.com');
    const report = deliveryReport(returnPath, { recipient: 'bounced@example.com' });
    assert.match(await bring(returnPath, report), /^250 2\.0\.0/);
    const event = await oneEventOf(target, 'bounce');
    const [activation] = await eventsOf(target, 'activation');
    assert.deepEqual(
      get(event, 'source', 'detail', 'activation'),
      get(activation, 'source', 'detail', 'activation'),
    );
    const bounce = get(event, 'source', 'detail', 'bounce');
    assert.deepEqual(
      [
        get(bounce, 'status', 'type'),
        get(bounce, 'status', 'code', 'enhanced'),
        get(bounce, 'analysis', 'verdict'),
      ],
      ['async', '5.1.1', 'hard'],
    );
    assert.ok(Number(get(event, 'timestamp')) >= Number(get(activation, 'timestamp')));

    // The same report, whichever way it comes: the events of the second are there before those of a third.
    assert.match(await bring(returnPath.toUpperCase(), report), /^250/);
    assert.equal((await hand(report)).status, 200);
    const other = await sent('second@example.com');
    assert.match(await bring(other.returnPath, deliveryReport(other.returnPath)), /^250/);
    await oneEventOf(other.target, 'bounce');
    await oneEventOf(target, 'bounce');

    const [mark] = Object(await targetOf(target)).bounce;
    assert.deepEqual([mark.type, mark.reason], [1, 52]);
    await execute(target);
    const cancellation = await oneEventOf(target, 'cancellation');
    assert.deepEqual(get(cancellation, 'source', 'detail', 'cancellation'), { type: 'bounced target' });
  });

  test('is one event by whatever way it comes again, also without an id of its own', async () => {
    const { target, returnPath } = await sent('twice@example.com');
    const report = deliveryReport(returnPath).replace(/^Message-ID: .*\r\n/m, '');
    assert.match(await bring(returnPath, report), /^250/);
    assert.equal((await hand(`${report}\r\n`)).status, 200);
    const other = await sent('after-twice@example.com');
    assert.match(await bring(other.returnPath, deliveryReport(other.returnPath)), /^250/);
    await oneEventOf(other.target, 'bounce');
    await oneEventOf(target, 'bounce');
  });

  test('waits for the activation of its message when it is faster', async () => {
    const { target } = await sent('early@example.com');
    assert.match(saidEarly, /^250/);
    const event = await oneEventOf(target, 'bounce');
    const [activation] = await eventsOf(target, 'activation');
    assert.deepEqual(
      get(event, 'source', 'detail', 'activation'),
      get(activation, 'source', 'detail', 'activation'),
    );
    // The report came before its message had left.
    assert.ok(Number(get(event, 'timestamp')) <= Number(get(activation, 'timestamp')));
  });

  test('of a contact or an action that was deleted meanwhile is an event all the same', async () => {
    const passing = await validatedAction(client);
    const stays = await sent('staying@example.com', passing);
    const leaves = await sent('leaving@example.com', passing);
    const erasure = await call(client, 'DELETE', '/targets', { type: 'id', value: [leaves.target] });
    assert.equal(erasure.status, 204);
    await call(client, 'DELETE', passing);
    assert.equal((await client.get(passing)).status, 404);
    for (const { returnPath } of [stays, leaves])
      assert.match(await bring(returnPath, deliveryReport(returnPath)), /^250/);
    await oneEventOf(stays.target, 'bounce');
    const [mark] = Object(await targetOf(stays.target)).bounce;
    assert.equal(mark.type, 1);
    const ofLeaving = async () =>
      itemsOf(await client.get('/actions/reactivities/bounces')).filter((event) =>
        JSON.stringify(get(event, 'source', 'detail', 'activation', 'receiver')).includes(leaves.target),
      );
    await eventually(ofLeaving, ({ length }) => length === 1);
  });

  test('marks the field that has the address, and others are still written to', async () => {
    const field = get(await done(call(client, 'POST', '/fields', { type: 'email', name: 'Work' })), 'id');
    const settings = { ...SMALLEST_MAIL.settings, field };
    const toWork = await validatedAction(client, { ...SMALLEST_MAIL, settings });
    const addresses = { Email: 'home@example.com', Work: 'work@example.com' };
    const target = String(get(await done(call(client, 'POST', '/targets', addresses)), 'id'));
    const mailTo = (address: string) =>
      eventually(
        async () => sink.mails.find(({ to }) => to.includes(address)),
        (mail) => mail !== undefined,
      );
    await execute(target, toWork);
    const { from = '' } = (await mailTo(addresses.Work)) ?? {};
    assert.match(await bring(from, deliveryReport(from, { recipient: addresses.Work })), /^250/);
    await oneEventOf(target, 'bounce');
    const bounced = itemsOf(await client.get('/targets/bounces')).find((each) => get(each, 'id') === target);
    assert.deepEqual(get(bounced, 'bounces', '0', 'fieldId'), field);
    await execute(target, toWork);
    await oneEventOf(target, 'cancellation');
    await execute(target);
    await mailTo(addresses.Email);
  });

  test('of a copy marks whoever got the copy, and is no event', async () => {
    const address = 'copied@example.com';
    const target = String(get(await done(call(client, 'POST', '/targets', { Email: address })), 'id'));
    const { returnPath } = (await sentMessages(server.catalog))(target, { isCopy: true });
    assert.match(await bring(returnPath, deliveryReport(returnPath, { recipient: address })), /^250/);
    await counted('chappe_feedback_total', { made: 'copy' });
    const [mark] = await eventually(
      async () => Object(await targetOf(target)).bounce,
      ({ length }) => length > 0,
    );
    assert.equal(mark.type, 1);
    assert.deepEqual(await eventsOf(target, 'bounce'), []);
  });

  test('is found in the reaction feeds by both clocks', async () => {
    const { target, returnPath } = await sent('clocks@example.com');
    assert.match(await bring(returnPath, deliveryReport(returnPath)), /^250/);
    const event = await oneEventOf(target, 'bounce');
    const activated = Number(get(event, 'source', 'detail', 'activation', 'stamp', 'time'));
    const reacted = Number(get(event, 'timestamp'));
    const feed = `${action}/reactivities/bounces`;
    const read = async (query: string) =>
      itemsOf(await client.get(`${feed}?${query}`)).some((each) => get(each, 'id') === get(event, 'id'));
    assert.equal(await read(`activationStart=${activated}&activationEnd=${activated + 1}`), true);
    assert.equal(await read(`activationStart=${activated + 1}`), false);
    assert.equal(await read(`reactivityStart=${reacted}&reactivityEnd=${reacted + 1}`), true);
    assert.equal(await read(`reactivityEnd=${reacted}`), false);
  });

  test('softly counts once for each message, and marks the address with as many as the setting says', async () => {
    const { target, returnPath } = await sent('full@example.com');
    await execute(target);
    const mails = await eventually(
      async () => sink.mails.filter(({ to }) => to.includes('full@example.com')),
      ({ length }) => length === 2,
    );
    const full = { status: '4.2.2', diagnostic: '452 4.2.2 mailbox full', recipient: 'full@example.com' };
    const bounces = () => eventsOf(target, 'bounce');
    for (const id of ['<one@mx.test>', '<two@mx.test>'])
      assert.match(await bring(returnPath, deliveryReport(returnPath, { ...full, id })), /^250/);
    const [first] = await eventually(bounces, ({ length }) => length === 2);
    assert.equal(get(first, 'source', 'detail', 'bounce', 'analysis', 'verdict'), 'soft');
    assert.deepEqual(Object(await targetOf(target)).bounce, []);
    const other = mails.find(({ from }) => from !== returnPath)?.from ?? '';
    assert.match(await bring(other, deliveryReport(other, full)), /^250/);
    await eventually(bounces, ({ length }) => length === 3);
    const [mark] = Object(await targetOf(target)).bounce;
    assert.deepEqual([mark.type, mark.reason], [1, 53]);
  });

  test('of what the message is never counts against the address', async () => {
    const { target, returnPath } = await sent('spam@example.com');
    const diagnostic = '554 5.7.1 message rejected as spam';
    const wish = { status: '5.7.1', diagnostic, recipient: 'spam@example.com' };
    assert.match(await bring(returnPath, deliveryReport(returnPath, wish)), /^250/);
    const event = await oneEventOf(target, 'bounce');
    assert.equal(get(event, 'source', 'detail', 'bounce', 'analysis', 'verdict'), 'soft');
    assert.deepEqual(Object(await targetOf(target)).bounce, []);
  });
});

describe('what is no bounce', () => {
  test('a delay, and a vacation note to the return path, are counted and nothing else', async () => {
    const { target, returnPath } = await sent('delayed@example.com');
    const delay = deliveryReport(returnPath, { action: 'delayed', status: '4.4.1' });
    assert.match(await bring(returnPath, delay), /^250/);
    const note = answer(returnPath, 'I am away.', ['Auto-Submitted: auto-replied']);
    assert.match(await bring(returnPath, note), /^250/);
    await counted('chappe_feedback_total', { made: 'delivered' });
    await counted('chappe_feedback_total', { made: 'automatic' });
    assert.deepEqual(await eventsOf(target, 'bounce'), []);
    assert.deepEqual(Object(await targetOf(target)).bounce, []);
  });

  test('mail to the return path that reports nothing is kept for a person to look at', async () => {
    const { returnPath } = await sent('noise@example.com');
    // A mail system may have written it, though it is like no report that is known.
    assert.match(await bring(returnPath, answer(returnPath, 'Buy now!')), /^250/);
    await counted('chappe_feedback_total', { made: 'no report' });
    const [name = ''] = await readdir(join(server.data, 'quarantine'));
    const kept = await readFile(join(server.data, 'quarantine', name), 'utf8');
    assert.match(kept, /^X-Chappe-Quarantine: no report\r\nReturn-Path: <>\r\nFrom: Ada/);
    assert.equal(sampleOf(await scrape(server.stranger()), 'chappe_quarantine_messages'), 1);
  });

  test('what a mail system wrote and nobody could read is kept as well, though it calls itself automatic', async () => {
    const { returnPath } = await sent('riddle@example.com');
    const note = answer(returnPath, 'Lorem ipsum.', ['Auto-Submitted: auto-replied']);
    assert.match(await bring(returnPath, note.replace('ada@', 'mailer-daemon@')), /^250/);
    await eventually(
      async () => sampleOf(await scrape(server.stranger()), 'chappe_quarantine_messages'),
      (kept) => kept === 2,
    );
  });
});

test('mail for an address whose key is retired before it is read is kept for a person to look at', async () => {
  const target = '00000001';
  // It waits for the activation of its message, which has only just left.
  const { returnPath } = (await sentMessages(server.catalog, OTHER))(target, { madeAt: Date.now() });
  assert.match(await bring(returnPath, deliveryReport(returnPath)), /^250/);
  await rotateSigningKey(server.catalog.db, OTHER);
  await retireSigningKey(server.catalog.db, OTHER, 1);
  await counted('chappe_feedback_total', { made: 'retired' });
  const folder = join(server.data, 'quarantine');
  const kept = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  assert.equal(kept.filter((mail) => mail.startsWith('X-Chappe-Quarantine: retired\r\n')).length, 1);
  const other = await server.client({ permissions: KEEPER }, OTHER);
  assert.deepEqual(itemsOf(await other.get('/actions/events')), []);
  // From now on it is an address of nobody.
  assert.match(await bring(returnPath, deliveryReport(returnPath)), /^550 5\.1\.1/);
});

describe('a complaint', () => {
  test('is understood by the message that it quotes, and puts the contact on the red list', async () => {
    const { target, returnPath, raw } = await sent('annoyed@example.com');
    const reply = await hand(complaintReport(`Return-Path: <${returnPath}>\r\n${raw}`));
    assert.equal(reply.status, 200, reply.body.toString());
    const event = await oneEventOf(target, 'complaint');
    assert.equal(get(event, 'source', 'detail', 'complaint', 'type'), 'abuse');
    assert.equal(get(await targetOf(target), 'redList', 'mail', 'reason'), 5);
    await execute(target);
    const cancellation = await oneEventOf(target, 'cancellation');
    assert.deepEqual(get(cancellation, 'source', 'detail', 'cancellation'), { type: 'redlisted target' });
  });

  test('that says that a message is wanted is an event, and no more', async () => {
    const { target, returnPath } = await sent('pleased@example.com');
    const report = complaintReport(`Return-Path: <${returnPath}>`, 'not-spam');
    assert.equal((await hand(report)).status, 200);
    await oneEventOf(target, 'complaint');
    assert.equal(get(await targetOf(target), 'redList', 'mail'), undefined);
  });
});

/** What was sent on of what came to an address, once nothing waits any more. */
async function sentOn(replyTo: string): Promise<string[]> {
  const inbox = new DatabaseSync(join(server.data, 'accounts', 'DEMO-028', 'inbox.db'), { timeout: 5000 });
  await eventually(
    async () => inbox.prepare('SELECT count(*) AS n FROM sends').get()?.n,
    (count) => count === 0,
  );
  inbox.close();
  const local = replyTo.slice(0, replyTo.indexOf('@'));
  return sink.mails
    .map(({ raw }) => raw.toString('latin1'))
    .filter((raw) => raw.startsWith(`X-Chappe-Forwarded: ${local}\r\n`));
}

describe('an answer', () => {
  test('becomes an event, and goes on to the address of the action as it came', async () => {
    const { target, replyTo } = await sent('curious@example.com');
    const raw = answer(replyTo, 'When does it come? é');
    assert.match(await bring(replyTo, raw, READER), /^250/);
    const event = await oneEventOf(target, 'reply');
    const reply = get(event, 'source', 'detail', 'reply');
    assert.deepEqual([get(reply, 'type'), get(reply, 'from')], ['message', 'ada@example.com']);
    assert.match(String(get(reply, 'text')), /^When does it come\?/);
    const forwarded = await eventually(
      async () => sink.mails.find(({ to }) => to.includes('ask@sender.test')),
      (mail) => mail !== undefined,
    );
    assert.equal(forwarded?.from, '');
    const local = replyTo.slice(0, replyTo.indexOf('@'));
    assert.equal(forwarded?.raw.toString('latin1').trimEnd(), `X-Chappe-Forwarded: ${local}\r\n${raw}`);
    // One that comes back is in a circle.
    assert.match(await bring(replyTo, String(forwarded?.raw)), /^554 5\.4\.6/);
    await oneEventOf(target, 'reply');
  });

  test('that the address of the action does not take is an event all the same, and is counted', async () => {
    const deaf = await validatedAction(client, mailWithReply('closed@sender.test'));
    const { target, replyTo } = await sent('unheard@example.com', deaf);
    assert.match(await bring(replyTo, answer(replyTo, 'Is anybody there?'), READER), /^250/);
    await oneEventOf(target, 'reply');
    await counted('chappe_feedback_total', { made: 'forward refused' });
  });

  test('that the relay puts off is tried again, and goes on once', async (t) => {
    const later = await validatedAction(client, mailWithReply('busy@sender.test'));
    const { target, replyTo } = await sent('put-off@example.com', later);
    assert.match(await bring(replyTo, answer(replyTo, 'Do you hear me?'), READER), /^250/);
    await oneEventOf(target, 'reply');
    const inbox = new DatabaseSync(join(server.data, 'accounts', 'DEMO-028', 'inbox.db'), { timeout: 5000 });
    t.after(() => inbox.close());
    const waiting = inbox.prepare('SELECT count(*) AS n FROM sends WHERE attempts = 1 AND due > ?');
    await eventually(
      async () => waiting.get(Date.now())?.n,
      (count) => count === 1,
    );
    assert.equal(busy, 1);
    // The time passes; what is accepted wakes the one who sends.
    inbox.exec('UPDATE sends SET due = 0');
    const { returnPath } = await sent('waking@example.com');
    assert.match(await bring(returnPath, deliveryReport(returnPath)), /^250/);
    await eventually(
      async () => inbox.prepare('SELECT count(*) AS n FROM sends').get()?.n,
      (count) => count === 0,
    );
    const gone = sink.mails.filter(({ to }) => to.includes('busy@sender.test'));
    assert.deepEqual([busy, gone.length], [2, 1]);
    assert.match(String(gone[0]?.raw), /Do you hear me\?/);
  });

  test('that encloses a bounce of somebody else marks nobody', async () => {
    const { target, replyTo } = await sent('puzzled@example.com');
    const enclosed = deliveryReport('ada@example.com', { recipient: 'desk@shop.example' });
    const head = ['Content-Type: multipart/mixed; boundary="fw"'];
    const parts = ['--fw', '', 'I got this.', '--fw', 'Content-Type: message/rfc822', '', enclosed, '--fw--'];
    const raw = answer(replyTo, parts.join('\r\n'), head).replace(
      'Content-Type: text/plain; charset=utf-8\r\n',
      '',
    );
    assert.match(await bring(replyTo, raw, READER), /^250/);
    await oneEventOf(target, 'reply');
    assert.deepEqual(await eventsOf(target, 'bounce'), []);
    assert.deepEqual(Object(await targetOf(target)).bounce, []);
  });

  test('of a machine becomes an event, and goes nowhere', async () => {
    const { target, replyTo } = await sent('away@example.com');
    const note = answer(replyTo, 'I am away.', ['Auto-Submitted: auto-replied']);
    assert.match(await bring(replyTo, note), /^250/);
    assert.equal(get(await oneEventOf(target, 'reply'), 'source', 'detail', 'reply', 'type'), 'automatic');
    assert.deepEqual(await sentOn(replyTo), []);
  });

  test('to which nothing may be sent back is of a machine, whatever it says of its own return path', async () => {
    const { target, replyTo } = await sent('desk@example.com');
    const note = `Return-Path: <${READER}>\r\n${answer(replyTo, 'We have opened ticket 7 for you.')}`;
    assert.match(await bring(replyTo, note), /^250/);
    assert.equal(get(await oneEventOf(target, 'reply'), 'source', 'detail', 'reply', 'type'), 'automatic');
    assert.deepEqual(await sentOn(replyTo), []);
  });

  test('of a person is one, though it says of itself that it has no return path', async () => {
    const { target, replyTo } = await sent('pretending@example.com');
    const raw = `Return-Path: <>\r\n${answer(replyTo, 'It is me.')}`;
    assert.match(await bring(replyTo, raw, READER), /^250/);
    assert.equal(get(await oneEventOf(target, 'reply'), 'source', 'detail', 'reply', 'type'), 'message');
    const [forwarded, ...others] = await sentOn(replyTo);
    assert.match(String(forwarded), /It is me\./);
    assert.deepEqual(others, []);
  });

  test('that another server took is of a machine when that server wrote that it has no return path', async () => {
    const { target, replyTo } = await sent('handed@example.com');
    const note = answer(replyTo, 'We have opened ticket 8 for you.');
    assert.equal((await hand(`Return-Path: <>\r\n${note}`)).status, 200);
    assert.equal(get(await oneEventOf(target, 'reply'), 'source', 'detail', 'reply', 'type'), 'automatic');
  });
});
