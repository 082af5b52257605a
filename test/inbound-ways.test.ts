import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { addProfile } from '../src/senders/profiles.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { gzipBomb } from './support/bomb.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { jsonOf } from './support/http-client.ts';
import { OTHER, RFC822, serveInbound } from './support/inbound-server.ts';
import { LOCAL_CERTIFICATE, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { answer, deliveryReport } from './support/reports.ts';
import { scrape } from './support/scrape.ts';
import { DEMO } from './support/server.ts';
import { SmtpClient } from './support/smtp-client.ts';
import { validatedAction } from './support/validated-action.ts';

const { server, client, port, folder, sent, eventsOf, oneEventOf, hand, bring, counted } =
  await serveInbound();

// Each waits for a look into the folder.
describe('a file', { concurrency: true }, () => {
  test('that is put into the folder is taken, and removed', async () => {
    const { target, returnPath } = await sent('filed@example.com');
    const file = join(folder, 'one.eml');
    await writeFile(file, `Delivered-To: ${returnPath}\r\n${deliveryReport('somebody@else.test')}`);
    await utimes(file, 1, 1);
    await oneEventOf(target, 'bounce');
    await eventually(
      async () => existsSync(file),
      (there) => !there,
    );
  });

  test('that is too large stays, and health tells so until it is gone', async () => {
    const file = join(folder, 'large.eml');
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
    const file = join(folder, 'two.eml');
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
