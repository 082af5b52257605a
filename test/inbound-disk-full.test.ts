import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createKey } from '../src/accounts/keys.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { dataFolder, scratchFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { deliveryReport } from './support/reports.ts';
import { type SentMessage, sentMessages } from './support/return-paths.ts';
import { scrapeUntil } from './support/scrape.ts';
import { DEMO } from './support/server.ts';
import { NO_SMALL_DISK, SmallDisk } from './support/small-disk.ts';
import { freePort, SmtpClient } from './support/smtp-client.ts';

const MEGABYTE = 1024 * 1024;

/** What is left when the disk begins to fill: enough for some messages, and for some of their events. */
const LITTLE = 1.5 * MEGABYTE;

const READER = 'reader@example.com';
const RFC822 = { 'Content-Type': 'message/rfc822' };

/** Each has a Message-ID of its own, as reports have. */
function reportOf({ stamp, returnPath }: SentMessage, padding: number): string {
  const quoted = `Subject: ${'x'.repeat(padding)}`;
  return deliveryReport(returnPath, { id: `<${stamp}@mx.test>`, recipient: READER, quoted });
}

test('on a full disk inbound mail is told to come back, and all that was answered for is an event once there is room', {
  skip: NO_SMALL_DISK,
}, async (t) => {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, DEMO, { permissions: [...KEEPER, 'feedback:write'] });
  const sent = await sentMessages(catalog);
  await catalog.close();
  const disk = await SmallDisk.mount(t, 16 * MEGABYTE);
  const where = await disk.put(data);
  const [port, folder] = [await freePort(), await scratchFolder(t)];
  const server = await disk.serve(where, {
    CHAPPE_INBOUND_PORT: String(port),
    CHAPPE_INBOUND_RATE: '0',
    CHAPPE_INBOUND_FOLDER: folder,
  });
  const client = new HttpClient(server.url, key);
  const smtp = new SmtpClient(port);
  t.after(async () => {
    client.close();
    smtp.close();
  });
  const contact = String(get(await done(call(client, 'POST', '/targets', { Email: READER })), 'id'));
  await smtp.hello();

  const accepted: string[] = [];
  const bring = async (padding: number) => {
    const message = sent(contact);
    const said = await smtp.send(message.returnPath, reportOf(message, padding));
    if (said.startsWith('250')) accepted.push(message.stamp);
    return said;
  };
  const hand = async (padding: number) => {
    const message = sent(contact);
    const body = reportOf(message, padding);
    const reply = await client.send({ method: 'POST', path: '/inbound/mail', headers: RFC822, body });
    if (reply.status === 200) accepted.push(message.stamp);
    return reply;
  };
  await disk.take((await disk.free()) - LITTLE);
  // Smaller ones still find room where large ones do not.
  for (const padding of [100_000, 10_000, 100]) {
    let said = await bring(padding);
    while (said.startsWith('250')) said = await bring(padding);
    assert.match(said, /^452 4\.3\.1/);
    let reply = await hand(padding);
    while (reply.status === 200) reply = await hand(padding);
    assertProblem(reply, 507, 'disk-full');
  }
  assert.ok(accepted.length > 2, String(accepted.length));
  const filed = sent(contact);
  const file = join(folder, 'filed.eml');
  await writeFile(file, reportOf(filed, 100_000));
  await utimes(file, 1, 1);
  const metrics = await scrapeUntil(
    client,
    'a file that is stuck',
    (all) => sampleOf(all, 'chappe_inbound_files_stuck') === 1,
  );
  for (const way of ['smtp', 'http'])
    assert.equal(sampleOf(metrics, 'chappe_inbound_messages_total', { way, result: 'failed' }), 3, way);

  await disk.makeRoom();
  await eventually(
    async () => existsSync(file),
    (there) => !there,
  );
  const wanted = [...accepted, filed.stamp].toSorted();
  const stamps = async () =>
    itemsOf(await client.get('/actions/events/bounces'))
      .map((event) => String(get(event, 'source', 'detail', 'activation', 'stamp', 'id')))
      .toSorted();
  assert.deepEqual(await eventually(stamps, ({ length }) => length >= wanted.length), wanted);
  const target = await done(call(client, 'GET', `/targets/${contact}`));
  assert.equal(get(Object(target).bounce, '0', 'type'), 1);
  assert.match(await bring(100_000), /^250/);
  await eventually(stamps, ({ length }) => length > wanted.length);
  assert.doesNotMatch(server.stderr, /"level":[56]0/);
});
