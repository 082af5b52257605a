import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { parseAccount } from '../src/accounts/account.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { retireSigningKey, rotateSigningKey } from '../src/tracking/account-signing-keys.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { gzipBomb } from './support/bomb.ts';
import { scratchFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { type HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { LOCAL_CERTIFICATE, type MailSink, reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { answer, complaintReport, deliveryReport } from './support/reports.ts';
import { sentMessages } from './support/return-paths.ts';
import { scrape, scrapeUntil } from './support/scrape.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { freePort, SmtpClient } from './support/smtp-client.ts';
import { validatedAction } from './support/validated-action.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
const RFC822 = { 'Content-Type': 'message/rfc822' };
const OTHER = parseAccount('OTHER/001');

let server: TestServer;
let client: HttpClient;
let sink: MailSink;
let port: number;
let folder: string;
let action: string;
/** What was answered to a bounce that came while its message was still being handed over. */
let saidEarly = '';
/** How often somebody came to the one who is busy at first. */
let busy = 0;
const cleaners: (() => Promise<unknown>)[] = [];

before(async () => {
  // What a hook registers to be done afterwards is done when the hook ends.
  const t = { after: (clean: () => Promise<unknown>) => void cleaners.push(clean) };
  sink = await startSink(t, {
    hideSTARTTLS: true,
    onRcptTo({ address }, { envelope: { mailFrom } }, done) {
      if (address.startsWith('closed')) return done(reply(550, '5.1.1 nobody reads this'));
      if (address.startsWith('busy') && ++busy === 1) return done(reply(450, '4.2.1 later'));
      if (!address.startsWith('early') || mailFrom === false) return done();
      bring(mailFrom.address, deliveryReport(mailFrom.address, { recipient: address })).then((said) => {
        saidEarly = said;
        done();
      }, done);
    },
  });
  folder = await scratchFolder(t);
  port = await freePort();
  await writeFile(join(folder, 'cert.pem'), LOCAL_CERTIFICATE.cert);
  await writeFile(join(folder, 'key.pem'), LOCAL_CERTIFICATE.key);
  await mkdir(join(folder, 'mail'));
  server = await serve({
    accounts: [DEMO, OTHER],
    settings: {
      inboundPort: port,
      inboundCertificate: join(folder, 'cert.pem'),
      inboundKey: join(folder, 'key.pem'),
      inboundMaxBytes: 100_000,
      inboundFolder: join(folder, 'mail'),
      replies: 'on',
      softBounces: 2,
      mailHost: 'mail.sender.test',
    },
  });
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  client = await server.client({ permissions: [...KEEPER, 'feedback:write'] });
  action = await validatedAction(client, mailWithReply('ask@sender.test'));
});
after(async () => {
  assert.deepEqual(server.errors, []);
  await server.close();
  for (const clean of cleaners) await clean();
});

function mailWithReply(address: string): object {
  const headers = { ...SMALLEST_MAIL.content.headers, reply: address };
  return { ...SMALLEST_MAIL, content: { ...SMALLEST_MAIL.content, headers } };
}

type Sent = { target: string; returnPath: string; replyTo: string; raw: string };

/** Sends a message to a new contact. */
async function sent(address: string, of = action, by = sink): Promise<Sent> {
  const target = String(get(await done(call(client, 'POST', '/targets', { Email: address })), 'id'));
  await execute(target, of);
  const mail = await eventually(
    async () => by.mails.find(({ to }) => to.includes(address)),
    (found) => found !== undefined,
  );
  const raw = String(mail?.raw);
  const replyTo = /^Reply-To:\s+<?([^\s>]+)/m.exec(raw)?.[1] ?? '';
  return { target, returnPath: mail?.from ?? '', replyTo, raw };
}

const execute = (target: string, of = action) =>
  done(
    call(
      client,
      'POST',
      `${of}/execution`,
      { recipient: { type: 'id', value: target }, data: { order: 7 } },
      EMAIL,
    ),
  );

const eventsOf = async (target: string, type: string) =>
  itemsOf(await client.get(`/targets/${target}/events?classification=all`)).filter(
    (event) => get(event, 'type') === type,
  );

async function oneEventOf(target: string, type: string): Promise<unknown> {
  const [event, ...others] = await eventually(
    () => eventsOf(target, type),
    (events) => events.length > 0,
  );
  assert.deepEqual(others, []);
  return event;
}

const targetOf = (id: string) => done(call(client, 'GET', `/targets/${id}`));

const hand = (raw: string, path = '/inbound/mail', from = client) =>
  from.send({ method: 'POST', path, headers: RFC822, body: raw });

/** Sends one message on a connection of its own. */
async function bring(to: string, raw: string): Promise<string> {
  const smtp = new SmtpClient(port);
  await smtp.hello();
  const said = await smtp.send(to, raw);
  smtp.close();
  return said;
}

const counted = (name: string, labels: Record<string, string>) =>
  scrapeUntil(server.stranger(), `${name} ${JSON.stringify(labels)}`, (all) =>
    all.samples.some(
      (sample) =>
        sample.name === name &&
        sample.value > 0 &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    ),
  );

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
    assert.match(await bring(returnPath, answer(returnPath, 'Buy now!')), /^250/);
    await counted('chappe_feedback_total', { made: 'no report' });
    const [name = ''] = await readdir(join(server.data, 'quarantine'));
    const kept = await readFile(join(server.data, 'quarantine', name), 'utf8');
    assert.match(kept, /^X-Chappe-Quarantine: no report\r\nFrom: Ada/);
    assert.equal(sampleOf(await scrape(server.stranger()), 'chappe_quarantine_messages'), 1);
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

describe('an answer', () => {
  test('becomes an event, and goes on to the address of the action as it came', async () => {
    const { target, replyTo } = await sent('curious@example.com');
    const raw = answer(replyTo, 'When does it come? é');
    assert.match(await bring(replyTo, raw), /^250/);
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
    assert.match(await bring(replyTo, answer(replyTo, 'Is anybody there?')), /^250/);
    await oneEventOf(target, 'reply');
    await counted('chappe_feedback_total', { made: 'forward refused' });
  });

  test('that the relay puts off is tried again, and goes on once', async (t) => {
    const later = await validatedAction(client, mailWithReply('busy@sender.test'));
    const { target, replyTo } = await sent('put-off@example.com', later);
    assert.match(await bring(replyTo, answer(replyTo, 'Do you hear me?')), /^250/);
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

  test('of a machine becomes an event, and goes nowhere', async () => {
    const { target, replyTo } = await sent('away@example.com');
    const before = sink.mails.length;
    const note = answer(replyTo, 'I am away.', ['Auto-Submitted: auto-replied']);
    assert.match(await bring(replyTo, note), /^250/);
    assert.equal(get(await oneEventOf(target, 'reply'), 'source', 'detail', 'reply', 'type'), 'automatic');
    assert.equal(sink.mails.length, before);
  });
});

// Each waits for a look into the folder.
describe('a file', { concurrency: true }, () => {
  test('that is put into the folder is taken, and removed', async () => {
    const { target, returnPath } = await sent('filed@example.com');
    const file = join(folder, 'mail', 'one.eml');
    await writeFile(file, `Delivered-To: ${returnPath}\r\n${deliveryReport('somebody@else.test')}`);
    await utimes(file, 1, 1);
    await oneEventOf(target, 'bounce');
    await eventually(
      async () => existsSync(file),
      (there) => !there,
    );
  });

  test('that is too large stays, and health tells so until it is gone', async () => {
    const file = join(folder, 'mail', 'large.eml');
    await writeFile(file, 'x'.repeat(100_001));
    await utimes(file, 1, 1);
    const health = (status: string) =>
      eventually(
        async () => get(jsonOf(await server.stranger().get('/health')), 'parts', 'inbound'),
        (part) => get(part, 'status') === status,
      );
    assert.match(String(get(await health('degraded'), 'reason')), /^1 file cannot be taken/);
    const stuck = sampleOf(await scrape(server.stranger()), 'chappe_inbound_files_stuck');
    assert.equal(stuck, 1);
    await rm(file);
    assert.deepEqual(await health('ok'), { status: 'ok' });
  });

  test('that is about no message is set aside', async () => {
    const file = join(folder, 'mail', 'two.eml');
    await writeFile(file, 'From: a@example.com\r\n\r\nHello');
    await utimes(file, 1, 1);
    await counted('chappe_inbound_messages_total', { way: 'folder', result: 'unknown' });
    await eventually(
      async () => existsSync(file),
      (there) => !there,
    );
  });
});

describe('the SMTP server', () => {
  test('takes mail over an encrypted connection, with the certificate that it was given', async () => {
    const { target, returnPath } = await sent('secret@example.com');
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      requireTLS: true,
      tls: { ca: LOCAL_CERTIFICATE.cert, servername: 'localhost' },
    });
    const envelope = { from: '', to: [returnPath] };
    await transport.sendMail({ envelope, raw: deliveryReport(returnPath) });
    transport.close();
    await oneEventOf(target, 'bounce');
  });

  test('takes nothing for anybody else, and closes on those who guess', async () => {
    const { returnPath } = await sent('guessed@example.com');
    const smtp = new SmtpClient(port);
    const features = await smtp.hello();
    assert.match(features, /^250-mail\.sender\.test/);
    for (const feature of ['STARTTLS', 'SIZE 100000', '8BITMIME', 'SMTPUTF8'])
      assert.ok(features.includes(feature));
    assert.doesNotMatch(features, /AUTH/);
    assert.ok(Number(sampleOf(await scrape(server.stranger()), 'chappe_inbound_connections')) >= 1);
    assert.match(await smtp.say('AUTH PLAIN AGEAYg=='), /^5/);
    assert.match(await smtp.say('MAIL FROM:<a@example.com>'), /^250/);
    const changed = returnPath.replace(/^./, (first) => (first === 'b' ? 'c' : 'b'));
    const cut = returnPath.slice(1);
    for (const to of ['ada@example.com', 'postmaster', changed, cut, 'é@example.com', 'a%b@c@d.test'])
      assert.match(await smtp.say(`RCPT TO:<${to}>`), /^55\d 5\.1\.|^501|^553/, to);
    const said: string[] = [];
    for (let n = 0; n < 10; n++) said.push(await smtp.say(`RCPT TO:<nobody${n}@example.com>`));
    assert.ok(
      said.some((each) => each.startsWith('421')),
      said.join(),
    );
    smtp.close();
  });

  test('refuses what is too large, and cuts off what has no end', async () => {
    const { target, returnPath } = await sent('large@example.com');
    assert.match(
      await bring(returnPath, `${deliveryReport(returnPath)}\r\n${'x'.repeat(120_000)}`),
      /^552 5\.3\.4/,
    );
    const smtp = new SmtpClient(port);
    await smtp.hello();
    assert.match(await smtp.say(`MAIL FROM:<> SIZE=200000`), /^552/);
    await smtp.say('MAIL FROM:<>');
    await smtp.say(`RCPT TO:<${returnPath}>`);
    await smtp.say('DATA');
    const endless = setInterval(() => smtp.socket.write('x'.repeat(65_536)), 1);
    assert.match(await smtp.answer(), /^421/);
    assert.equal(await smtp.answer(), '');
    clearInterval(endless);
    smtp.close();
    assert.deepEqual(await eventsOf(target, 'bounce'), []);
  });

  test('refuses for good what goes round in circles, and keeps it for a person to look at', async () => {
    const { target, returnPath } = await sent('circle@example.com');
    const hops = (count: number) => 'Received: by mx.test\r\n'.repeat(count);
    assert.match(await bring(returnPath, `${hops(51)}${deliveryReport(returnPath)}`), /^554 5\.4\.6/);
    await counted('chappe_feedback_total', { made: 'loop' });
    assert.deepEqual(await eventsOf(target, 'bounce'), []);
    assert.match(await bring(returnPath, `${hops(50)}${deliveryReport(returnPath)}`), /^250/);
    await oneEventOf(target, 'bounce');
  });

  test('survives whatever it is told', async () => {
    const { returnPath } = await sent('fuzzed@example.com');
    const strange = [
      '',
      '\0\x01\xff'.repeat(1000),
      `Content-Type: multipart/report; boundary=""\r\n\r\n--\r\n--\r\n--`,
      `${'Received: by x\r\n'.repeat(200)}\r\n`,
      `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n'.repeat(500)}`,
      deliveryReport(returnPath).slice(0, 700),
      deliveryReport(returnPath).replaceAll('\r\n', '\n'),
    ];
    for (const raw of strange) assert.match(await bring(returnPath, raw), /^(?:250|554)/, raw.slice(0, 80));
    const broken = new SmtpClient(port);
    await broken.hello();
    await broken.say('MAIL FROM:<>');
    await broken.say(`RCPT TO:<${returnPath}>`);
    await broken.say('DATA');
    broken.socket.write('Subject: half');
    broken.close();
    await eventually(
      async () => (await server.stranger().get('/metrics')).body.toString(),
      (text) => /^chappe_inbound_waiting\{account="DEMO-028"\} 0$/m.test(text),
    );
  });
});

describe('POST /inbound/mail', () => {
  test('needs the permission, the type, and an address of the account', async () => {
    const { returnPath } = await sent('handed@example.com');
    const report = deliveryReport('somebody@else.test');
    const reader = await server.client({ permissions: ['events:read'] });
    assert.equal((await hand(report, '/inbound/mail', reader)).status, 403);
    const typeless = await client.send({ method: 'POST', path: '/inbound/mail', headers: {}, body: report });
    assert.equal(typeless.status, 415);
    assert.equal((await hand(report)).status, 404);
    assert.equal((await hand('')).status, 400);
    assert.equal((await hand('x'.repeat(100_001))).status, 413);
    // Never unfolded further than a message may be long.
    const bomb = await gzipBomb(1_000_000_000, 0x78);
    const headers = { ...RFC822, 'Content-Encoding': 'gzip' };
    const bombed = await client.send({ method: 'POST', path: '/inbound/mail', headers, body: bomb });
    assert.equal(bombed.status, 413);
    const path = `/inbound/mail?recipient=${encodeURIComponent(returnPath)}`;
    const stranger = await server.client({ permissions: ['feedback:write'] }, OTHER);
    assert.equal((await hand(report, path, stranger)).status, 404);
    assert.equal((await hand(report, path)).status, 200);
  });
});

// What it leaves waiting stays so: it is the last one.
test('answers that their relay does not take are put off, and hold up nothing else that comes back', async (t) => {
  let isSilent = false;
  const relay = await startSink(t, {
    hideSTARTTLS: true,
    onMailFrom: (_address, _session, done) => {
      if (!isSilent) done();
    },
  });
  const { number } = await addProfile(server.catalog.db, DEMO, 'silent', `smtp://127.0.0.1:${relay.port}`);
  const headers = { ...SMALLEST_MAIL.content.headers, reply: 'ask@sender.test' };
  const silent = await validatedAction(client, {
    ...SMALLEST_MAIL,
    settings: { ...SMALLEST_MAIL.settings, sendingProfile: number },
    content: { ...SMALLEST_MAIL.content, headers },
  });
  const { replyTo } = await sent('patient@example.com', silent, relay);
  isSilent = true;
  // More than are looked at, or sent on, at the same time.
  for (let count = 0; count < 40; count++)
    assert.equal((await hand(answer(replyTo, `${count}`))).status, 200);
  const inbox = new DatabaseSync(join(server.data, 'accounts', 'DEMO-028', 'inbox.db'), { readOnly: true });
  t.after(() => inbox.close());
  const putOff = inbox.prepare('SELECT count(*) AS n FROM sends WHERE attempts = 0 AND due > ?');
  await eventually(
    async () => Number(putOff.get(Date.now())?.n),
    (count) => count > 0,
  );
  const other = await sent('hasty@example.com');
  assert.equal((await hand(deliveryReport(other.returnPath))).status, 200);
  await oneEventOf(other.target, 'bounce');
});
