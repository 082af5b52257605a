import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { SqliteMessageArchives } from '../src/storage/archives/message-archives.ts';
import { writeArchiveToken } from '../src/tracking/archive-token.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { run } from './support/chappe-process.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const DAY = 86_400_000;
const OTHER = parseAccount('OTHER/001');
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
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

async function contact(address: string): Promise<string> {
  return String(get(await done(call(client, 'POST', '/targets', { Email: address })), 'id'));
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
