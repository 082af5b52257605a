import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { parseAccount } from '../src/accounts/account.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import type { ArchivedMessage } from '../src/sending/archive.ts';
import { SqliteMessageArchives } from '../src/storage/archives/message-archives.ts';
import { writeArchiveToken } from '../src/tracking/archive-token.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { run } from './support/chappe-process.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf, type Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const DAY = 86_400_000;
const OTHER = parseAccount('OTHER/001');
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
/** It wants nothing of an execution, so it can be made again for anybody. */
const GREETING = { ...SMALLEST_MAIL, content: { ...SMALLEST_MAIL.content, subject: 'Hello' } };
const ARCHIVING = { ...SMALLEST_MAIL, settings: { ...SMALLEST_MAIL.settings, archive: true } };

let server: TestServer;
let client: HttpClient;
let sink: MailSink;
let action: string;
let ada: string;
let bob: string;

before(async () => {
  // What a hook registers to be done afterwards is done when the hook ends.
  sink = await startSink({ after: () => undefined }, { hideSTARTTLS: true });
  server = await serve({ accounts: [DEMO, OTHER] });
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  await addDomain(server.catalog.db, DEMO, 'chappe.invalid');
  client = await server.client({ permissions: KEEPER });
  [ada, bob] = [await contact('ada@example.com'), await contact('bob@example.com')];
  action = await validatedAction(client, ARCHIVING);
  await send(action, ada, { copies: [{ type: 'cc', recipient: { type: 'id', value: bob } }] });
  await send(action, bob);
  await send(await validatedAction(client), ada);
  await eventually(
    async () => itemsOf(await client.get('/actions/events/activations')),
    ({ length }) => length === 3,
  );
});
after(async () => {
  await server.close();
  await sink.close();
});

async function contact(address: string, more: object = {}): Promise<string> {
  return String(get(await done(call(client, 'POST', '/targets', { Email: address, ...more })), 'id'));
}

async function send(path: string, id: string, more: object = {}): Promise<void> {
  const body = JSON.stringify({ recipient: { type: 'id', value: id }, data: { order: 7 }, ...more });
  await done(client.send({ method: 'POST', path: `${path}/execution`, headers: EMAIL, body }));
}

const archives = async (path: string) => itemsOf(await client.get(path));
const pathOf = (archive: unknown) => new URL(String(get(archive, 'url'))).pathname;

describe('the archives of sent messages', () => {
  test('are listed of the account, of an action and of a contact, without copies', async () => {
    const reply = await client.get('/actions/archives');
    assert.equal(reply.headers['content-type'], 'application/vnd.np6.cm.mail.archive');
    const all = itemsOf(reply);
    assert.deepEqual(all.map((archive) => get(archive, 'target')).toSorted(), [ada, bob].toSorted());
    assert.deepEqual(await archives(`${action}/archives`), all);
    const ofAda = await archives(`${action}/targets/${ada.toLowerCase()}/archives`);
    assert.deepEqual(
      ofAda,
      all.filter((archive) => get(archive, 'target') === ada),
    );
    const [archive] = ofAda;
    assert.equal(`/actions/${get(archive, 'action')}`, action);
    const [sent, expires] = ['sendingDate', 'expiresOn'].map((date) =>
      Date.parse(String(get(archive, date))),
    );
    assert.equal(Number(expires) - Number(sent), 32 * DAY);
    assert.ok(String(get(archive, 'url')).startsWith(`${server.url}/archives/`));
  });

  test('give out the message as it arrived, to whoever has the link', async () => {
    for (const [id, address] of [
      [ada, 'ada@example.com'],
      [bob, 'bob@example.com'],
    ] as const) {
      const [archive] = await archives(`${action}/targets/${id}/archives`);
      const reply = await server.stranger().get(pathOf(archive));
      assert.equal(reply.status, 200);
      const arrived = sink.mails.filter(({ to, raw }) => to.includes(address) && raw.equals(reply.body));
      assert.equal(arrived.length, 1, address);
      const names = ['content-type', 'content-disposition', 'cache-control', 'x-content-type-options'];
      assert.deepEqual(
        names.map((name) => reply.headers[name]),
        [
          'message/rfc822',
          `attachment; filename="${get(archive, 'id')}.eml"`,
          'private, no-store',
          'nosniff',
        ],
      );
    }
  });

  test('can be asked for within a window', async () => {
    const hour = 3_600_000;
    const count = async (query: string) => (await archives(`/actions/archives?${query}`)).length;
    assert.equal(await count(`startDate=${Date.now() - hour}&endDate=${Date.now() + hour}`), 2);
    assert.equal(await count(`endDate=${new Date(Date.now() - hour).toISOString()}`), 0);
    assert.equal(await count(`startDate=${Date.now() + hour}`), 0);
    assert.equal((await client.get('/actions/archives?startDate=soon')).status, 400);
  });

  test('are nobody else’s, and of no action that there is not', async () => {
    const other = await server.client({ permissions: KEEPER }, OTHER);
    assert.deepEqual(itemsOf(await other.get('/actions/archives')), []);
    assert.equal((await other.get(`${action}/archives`)).status, 404);
    assert.equal((await client.get('/actions/0ZZZZZ/archives')).status, 404);
    const publisher = await server.client({ permissions: ['events:read'] });
    assert.equal((await publisher.get('/actions/archives')).status, 403);
  });

  test('are not found by a link that was changed, has expired, or names another account', async () => {
    const [archive] = await archives('/actions/archives');
    const path = pathOf(archive);
    const id = String(get(archive, 'id'));
    const keys = new SigningKeyRing(server.catalog);
    const signed = async (account: typeof DEMO, expires: number) =>
      `/archives/${writeArchiveToken({ id, expires }, await keys.of(account))}`;
    assert.equal((await client.get(await signed(DEMO, Date.now() + DAY))).status, 200);
    const wrong = [
      path.replace(/.{9}$/, (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1)),
      `${path}A`,
      '/archives/x',
      await signed(DEMO, Date.now() - 1),
      await signed(OTHER, Date.now() + DAY),
    ];
    for (const each of wrong) assert.equal((await client.get(each)).status, 404, each);
  });

  test('that have expired are in no list', async () => {
    const beside = new SqliteMessageArchives(`${server.data}/accounts`);
    const about = { action: action.slice('/actions/'.length), target: bob, raw: Buffer.from('old') };
    const id = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';
    await beside.of('DEMO-028').keep({ id, ...about, sent: Date.now() - DAY, expires: Date.now() - 1 });
    await beside.close();
    assert.equal((await archives('/actions/archives')).length, 2);
  });

  test('are in a backup, which the doctor finds well and a restored folder has, byte by byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chappe-archives-'));
    const [archive] = await archives(`${action}/targets/${ada}/archives`);
    const { body } = await server.stranger().get(pathOf(archive));
    const [backup, restored] = [join(folder, 'backup'), join(folder, 'restored')];
    const commands = [
      ['backup', backup, '--data', server.data],
      ['restore', backup, '--data', restored],
      ['doctor', '--data', restored],
    ];
    let told = '';
    for (const command of commands) {
      const { code, stdout, stderr } = await run(command);
      assert.equal(code, 0, stdout + stderr);
      told = stdout;
    }
    assert.match(told, /DEMO-028\/archive\.db: all well/);
    const copies = new SqliteMessageArchives(join(restored, 'accounts'));
    assert.deepEqual(copies.of('DEMO-028').find(String(get(archive, 'id')), Date.now())?.raw, body);
    await copies.close();
    await rm(folder, { recursive: true });
  });

  test('of a contact that is erased are gone', async () => {
    const [archive] = await archives(`${action}/targets/${ada}/archives`);
    const erased = await run([
      ...['contact', 'erase', 'DEMO/028', '--data', server.data],
      ...['--unicity', 'ada@example.com', '--yes'],
    ]);
    assert.equal(erased.code, 0, erased.stderr);
    assert.equal(JSON.parse(erased.stdout).archived, 1);
    assert.equal((await server.stranger().get(pathOf(archive))).status, 404);
    assert.deepEqual(
      (await archives('/actions/archives')).map((left) => get(left, 'target')),
      [bob],
    );
  });
});

describe('the mirror page of a message that is kept', () => {
  const page = async (path: string) => server.stranger().get(path);
  const metric = async (line: string) =>
    (await server.stranger().get('/metrics')).body.toString().includes(line);

  test('is the message as it left, though what it was made of has changed since', async () => {
    const zoe = await contact('zoe@example.com', { FirstName: 'Zoé' });
    const html =
      '<html><body>{{ contact.FirstName }}, {{ variables.town }}: <a href="https://shop.example/?a=1&amp;b=2" tracking="Enabled">shop</a> <a href="MirrorPage">page</a> <a href="Unsubscribe">stop</a></body></html>';
    const own = await validatedAction(client, { ...ARCHIVING, content: { ...ARCHIVING.content, html } });
    await send(own, zoe, { variables: [{ town: 'Lyon' }] });
    const mail = await arrivedAt('zoe@example.com', own);
    const path = new URL(/href="([^"]+)">page</.exec(mail)?.[1] ?? '').pathname;
    await done(call(client, 'PUT', `/targets/${zoe}`, { FirstName: 'Zoë' }));
    assert.ok((await call(client, 'DELETE', own)).status < 300);

    const reply = await page(path);
    const shown = reply.body.toString();
    assert.equal(reply.status, 200, shown);
    assert.match(shown, /Zoé, Lyon: <a href="https:\/\/shop\.example\/\?a=1&amp;b=2">shop<\/a> <a href="#">/);
    assert.match(shown, /<meta name="viewport"[^>]*><title>Your order 7<\/title>/);
    assert.match(
      String(reply.headers['content-security-policy']),
      /script-src 'none'.*form-action 'none'.*sandbox/,
    );
    // Nothing in it is for its reader alone: neither links, nor the picture, nor what is hidden.
    assert.doesNotMatch(shown, /\/t\/(?!mirror)/);
    assert.equal((await server.stranger().head(path)).status, 200);
    assert.ok(await metric('chappe_mirror_pages_total{from="archive"} 2'));
  });

  test('has the content and the pictures that the message had of its own, or its text', async () => {
    const raw = (draft: object) => new MailComposer({ subject: 'a <b>', ...draft }).compile().build();
    const picture = { cid: 'logo', content: Buffer.from('GIF89a'), contentType: 'image/gif' };
    const cases: [Buffer, RegExp][] = [
      [
        await raw({ html: '<!doctype html><img src="cid:logo">', attachments: [picture] }),
        /^<!doctype html><meta[^>]*><title>a &lt;b&gt;<\/title><img src="data:image\/gif;base64,R0lGODlh">/,
      ],
      [
        await raw({ text: 'only <text> of https://shop.example/?a=1&b=2.' }),
        /only &lt;text&gt; of <a href="(https:\/\/shop\.example\/\?a=1&amp;b=2)">\1<\/a>\./,
      ],
    ];
    for (const [message, expected] of cases) {
      const reply = await page(await keptAs(bob, message));
      assert.equal(reply.status, 200);
      assert.match(reply.body.toString(), expected);
    }
  });

  test('is made again when the message is of somebody else, or is not kept any more', async () => {
    const stamp = stampOf();
    const raw = Buffer.from('Content-Type: text/html\r\n\r\n<p>secret</p>');
    const live = (await validatedAction(client, GREETING)).slice('/actions/'.length);
    await keep({ id: stamp.id, action: live, target: ada, raw });
    const path = await mirrorOf(messageTo(bob, { action: live, stamp }));
    const reply = await page(path);
    assert.equal(reply.status, 200, reply.body.toString());
    assert.match(reply.body.toString(), /<p>Hello /);
    await keep({ id: stamp.id, action: live, target: bob, raw });
    assert.match((await page(path)).body.toString(), /secret/);
    await keep({ id: stamp.id, action: live, target: bob, raw, expires: Date.now() - 1 });
    assert.match((await page(path)).body.toString(), /<p>Hello /);
  });

  test('that cannot be read is told by a page, counted, and reported; sending goes on', async () => {
    const folder = join(server.data, 'accounts', 'OTHER-001');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'archive.db'), 'x'.repeat(5000));
    const other = await server.client({ permissions: KEEPER }, OTHER);
    const eve = String(get(await done(call(other, 'POST', '/targets', { Email: 'eve@example.com' })), 'id'));
    const archiving = await validatedAction(other, ARCHIVING);
    const wish = { recipient: { type: 'id', value: eve }, data: { order: 7 } };
    await done(call(other, 'POST', `${archiving}/execution`, wish, EMAIL));
    await eventually(
      async () => itemsOf(await other.get(`/targets/${eve}/events/activations`)),
      ({ length }) => length === 1,
    );
    assert.ok(await metric('chappe_archive_failures_total{reason="failed"} 1'));
    assertUnreadable(await page(await mirrorOf(messageTo(eve), OTHER)));
    assert.ok(await metric('chappe_mirror_pages_total{from="damaged"} 1'));
    const told = server.errors.filter((line) => line.includes('OTHER-001') && line.includes('archive.db'));
    assert.equal(told.length, 2, told.join(''));
  });

  test('that is damaged within its file is told of alike, and the others of that file are shown', async () => {
    const raw = Buffer.from('Content-Type: text/html\r\n\r\n<p>as it left</p>');
    const stamp = stampOf();
    await keep({ id: stamp.id, target: bob, action: '000PE4', raw });
    const damaged = await mirrorOf(messageTo(bob, { stamp }));
    const sound = await keptAs(bob, raw);
    assert.equal((await page(damaged)).status, 200);
    const file = new DatabaseSync(join(server.data, 'accounts', 'DEMO-028', 'archive.db'), { timeout: 5000 });
    file
      .prepare('UPDATE archives SET message = zeroblob(length(message)) WHERE id = ?')
      .run(Buffer.from(stamp.id.replaceAll('-', ''), 'hex'));
    file.close();
    assertUnreadable(await page(damaged));
    assert.equal((await server.stranger().head(damaged)).status, 500);
    assert.match((await page(sound)).body.toString(), /<p>as it left<\/p>/);
  });

  /** A page says that something is wrong here, and not what or where. */
  function assertUnreadable({ status, headers, body }: Reply): void {
    assert.equal(status, 500);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.match(body.toString(), /<h1>This message cannot be shown<\/h1>/);
    const told = JSON.stringify(headers) + body.toString();
    assert.doesNotMatch(told, /DEMO|OTHER|archive\.db|sqlite|inflate|Error|doctor/i);
    assert.ok(!told.includes(server.data), told);
  }

  const stampOf = () => messageTo(bob).stamp;

  async function mirrorOf(message: Parameters<typeof pathsOf>[0], account = DEMO): Promise<string> {
    return (await pathsOf(message, server.catalog, account))({ type: 'mirror', source: 'html' });
  }

  /** Keeps a message beside the server, as a thread of it does. */
  async function keep(
    message: Partial<ArchivedMessage> & Pick<ArchivedMessage, 'id' | 'target' | 'action' | 'raw'>,
  ) {
    const beside = new SqliteMessageArchives(`${server.data}/accounts`);
    await beside.of('DEMO-028').keep({ sent: Date.now(), expires: Date.now() + DAY, ...message });
    await beside.close();
  }

  /** The path of the mirror page of a message that is kept. */
  async function keptAs(target: string, raw: Buffer): Promise<string> {
    const stamp = stampOf();
    await keep({ id: stamp.id, target, action: '000PE4', raw });
    return mirrorOf(messageTo(target, { stamp }));
  }

  async function arrivedAt(address: string, from: string): Promise<string> {
    const mails = await eventually(
      async () => sink.mails.filter(({ to }) => to.includes(address)),
      ({ length }) => length > 0,
    );
    await eventually(
      async () => archives(`${from}/archives`),
      ({ length }) => length === 1,
    );
    return (await PostalMime.parse(mails[0]?.raw ?? '')).html ?? '';
  }
});
