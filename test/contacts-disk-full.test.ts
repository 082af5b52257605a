import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKey } from '../src/accounts/keys.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { writeToken } from '../src/tracking/link-token.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { dataFolder } from './support/data-folder.ts';
import { HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo } from './support/reader-links.ts';
import { DEMO } from './support/server.ts';
import { NO_SMALL_DISK, SmallDisk } from './support/small-disk.ts';

const MEGABYTE = 1024 * 1024;

test('on a full disk contacts are refused whole, and go on with their events when there is room', {
  skip: NO_SMALL_DISK,
}, async (t) => {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
  const signing = await new SigningKeyRing(catalog).of(DEMO);
  await catalog.close();
  const disk = await SmallDisk.mount(t, 16 * MEGABYTE);
  const where = await disk.put(data);
  await disk.take(10 * MEGABYTE);
  const server = await disk.serve(where);
  const client = new HttpClient(server.url, key);
  const acknowledged: string[] = [];
  const ids: string[] = [];
  const create = async (number: number) => {
    const email = `full${number}@example.com`;
    const reply = await call(client, 'POST', '/targets', { Email: email, FirstName: 'x'.repeat(1000) });
    if (reply.status === 200) {
      acknowledged.push(email);
      ids.push(String(get(jsonOf(reply), 'id')));
    }
    return reply;
  };
  let reply = await create(0);
  for (let number = 1; reply.status === 200; number++) reply = await create(number);
  assertProblem(reply, 507, 'disk-full');
  assert.ok(acknowledged.length > 20);
  assert.equal((await client.get(`/targets?unicity=${acknowledged[0]}`)).status, 200);
  assert.equal(itemsOf(await client.get('/targets')).length, acknowledged.length);

  // A mailbox that is told 200 does not come back, and nothing is kept that could be done later.
  const unsubscribe = (id: string) => {
    const token = writeToken({ ...messageTo(id), link: { type: 'unsubscribe', header: true } }, signing);
    return client.send({ method: 'POST', path: `/t/${token}`, body: 'List-Unsubscribe=One-Click' });
  };
  const origin = async (id: string) =>
    get(await done(call(client, 'GET', `/targets/${id}`)), 'redList', 'mail', 'reason');
  let unsubscribed = 0;
  let answer = await unsubscribe(ids[0] ?? '');
  while (answer.status === 200) answer = await unsubscribe(ids[++unsubscribed] ?? '');
  assertProblem(answer, 507, 'disk-full');
  const refused = ids[unsubscribed++] ?? '';
  assert.equal(await origin(refused), undefined);
  await disk.makeRoom();
  assert.equal((await unsubscribe(refused)).status, 200);
  assert.equal(await origin(refused), 4);
  assert.equal((await create(100_000)).status, 200);
  client.close();
  server.signal('SIGTERM');
  await server.ended;

  // What the log could not take before is published at the start.
  const again = await disk.serve(where);
  const reader = new HttpClient(again.url, key);
  t.after(() => reader.close());
  assert.deepEqual(
    itemsOf(await reader.get('/targets')).map((target) => get(target, 'fields', '1')),
    acknowledged,
  );
  for (const [index, email] of acknowledged.entries()) {
    const events = await done(call(reader, 'GET', `/targets/events?unicity=${email}`));
    assert.deepEqual(
      Object(events).map((event: unknown) => get(event, 'type')),
      index < unsubscribed ? ['creation', 'modification'] : ['creation'],
    );
  }
});
