import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SignedAddress } from '../src/feedback/signed-address.ts';
import { writeMail } from '../src/feedback/stored-mail.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { Keeper } from '../src/storage/sending/keeper.ts';
import { openForWriting } from '../src/storage/sending/open.ts';
import { HitKeeper } from '../src/storage/tracking/hit-keeper.ts';
import { openForWriting as openHits } from '../src/storage/tracking/open.ts';
import { run, startServing } from './support/chappe-process.ts';
import { dataFolder, scratchFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { assertForgotten } from './support/forgotten.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { deliveryReport } from './support/reports.ts';
import { type SentMessage, sentMessages } from './support/return-paths.ts';
import { scrape } from './support/scrape.ts';

const ACCOUNT = 'accounts/DEMO-028';
const [ADA, BOB] = ['000000A1', '000000B0'];
const DAY = 86_400_000;

/** A data folder with mail that came back of a message to each of two contacts, and was not understood yet. */
async function waiting(t: TestContext, more: Partial<SignedAddress> = {}) {
  const { data, key } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const sent = await sentMessages(catalog);
  await catalog.close();
  const [ada, bob] = [sent(ADA, more), sent(BOB, more)];
  const database = openForWriting(join(data, ACCOUNT, 'inbox.db'));
  new Keeper(database).write([{ do: 'accept', sends: [ada, bob].map(storedBounce), events: [] }]);
  database.close();
  return { data, key, ada, bob };
}

function storedBounce({ stamp, contact, returnPath }: SentMessage) {
  const at = Date.now();
  const localPart = returnPath.slice(0, returnPath.indexOf('@'));
  const raw = deliveryReport(returnPath, { id: `<${stamp}@mx.test>`, recipient: `${contact}@example.com` });
  const order = writeMail({ kind: 'received', at, localPart, raw });
  return { order, priority: 1 as const, due: at, expires: at + DAY };
}

function storedHit({ stamp, contact }: SentMessage, ip: string): string {
  const time = Date.now() - DAY;
  const link = { type: 'redirection', source: 'html', destination: 'https://shop.example/' };
  return JSON.stringify({
    id: crypto.randomUUID(),
    at: Date.now(),
    method: 'GET',
    prefetch: false,
    ip,
    agent: `Mozilla/5.0 ${contact}`,
    link: {
      ...{ action: '000PE4', contact, of: 'message', sentAt: time },
      stamp: { time, id: stamp, thread: stamp },
      link,
    },
  });
}

const erase = (data: string, id: string) =>
  run(['contact', 'erase', 'DEMO/028', '--data', data, '--id', id, '--yes']);

async function bouncesOf(t: TestContext, data: string, key: string, least: number): Promise<string[]> {
  const server = await startServing(t, ['--data', data], { env: { CHAPPE_HIT_WINDOW: '0' } });
  const client = new HttpClient(server.url, key);
  await eventually(
    async () => (await client.get('/metrics')).body.toString(),
    (text) => /^chappe_inbound_waiting\{account="DEMO-028"\} 0$/m.test(text),
  );
  const stamps = await eventually(
    async () =>
      itemsOf(await client.get('/actions/events/bounces?classification=all')).map((event) =>
        String(get(event, 'source', 'detail', 'activation', 'stamp', 'id')),
      ),
    ({ length }) => length >= least,
  );
  client.close();
  server.signal('SIGTERM');
  await server.ended;
  return stamps;
}

test('mail that waits is in a backup, and becomes events once, whoever makes them', async (t) => {
  const { data, key, ada, bob } = await waiting(t);
  const backup = join(await scratchFolder(t), 'backup');
  const made = await run(['backup', backup, '--data', data]);
  assert.equal(made.code, 0, made.stderr);
  assert.match((await run(['doctor', '--data', backup])).stdout, /inbox\.db: all well/);
  const restored = join(await scratchFolder(t), 'restored');
  assert.equal((await run(['restore', backup, '--data', restored])).code, 0);
  const expected = [ada.stamp, bob.stamp].toSorted();
  assert.deepEqual((await bouncesOf(t, restored, key, 2)).toSorted(), expected);
  assert.deepEqual((await bouncesOf(t, data, key, 2)).toSorted(), expected);
});

test('a contact that is erased is gone from mail, hits and quarantine, and others are not', async (t) => {
  const { data, key, ada, bob } = await waiting(t);
  const hits = openHits(join(data, ACCOUNT, 'hits.db'));
  new HitKeeper(hits).write([[storedHit(ada, '198.51.100.7'), storedHit(bob, '203.0.113.9')]]);
  hits.close();
  const quarantine = join(data, 'quarantine');
  await mkdir(quarantine);
  for (const [name, message] of [
    ['0000000000001-0000000000000001.eml', ada],
    ['0000000000002-0000000000000002.eml', bob],
  ] as const)
    await writeFile(join(quarantine, name), `To: ${message.returnPath}\r\n\r\nHello from ${message.contact}`);

  const erased = await erase(data, ADA);
  assert.equal(erased.code, 0, erased.stderr);
  const receipt: unknown = JSON.parse(erased.stdout);
  assert.deepEqual(
    ['archived', 'hits', 'mail', 'quarantine'].map((what) => get(receipt, what)),
    [0, 1, 1, { removed: 1, mentioning: [] }],
  );
  assert.deepEqual(await readdir(quarantine), ['0000000000002-0000000000000002.eml']);
  assert.ok(existsSync(join(data, ACCOUNT, 'inbox.db')));
  assertForgotten(data, [ADA, ada.stamp, ada.returnPath, '198.51.100.7']);
  assert.deepEqual(await bouncesOf(t, data, key, 1), [bob.stamp]);
});

test('mail that waits for its activation while its contact is erased is told of no more', async (t) => {
  const { data, key } = await waiting(t, { madeAt: Date.now() });
  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  const told = async (name: string) =>
    Number(sampleOf(await scrape(client), `chappe_inbound_${name}`, { account: 'DEMO-028' }));
  await eventually(
    () => told('oldest_seconds'),
    (seconds) => seconds > 0,
  );
  for (const { code, stderr } of await Promise.all([erase(data, ADA), erase(data, BOB)]))
    assert.equal(code, 0, stderr);
  await eventually(
    () => told('waiting'),
    (messages) => messages === 0,
  );
  assert.equal(await told('oldest_seconds'), 0);
});
