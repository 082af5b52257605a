import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { createKey } from '../src/accounts/keys.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { dataFolder } from './support/data-folder.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { NO_SMALL_DISK, SmallDisk } from './support/small-disk.ts';

const MEGABYTE = 1024 * 1024;

test('on a full disk contacts are refused whole, and go on with their events when there is room', {
  skip: NO_SMALL_DISK,
}, async (t) => {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, parseAccount('DEMO/028'), { permissions: KEEPER });
  await catalog.close();
  const disk = await SmallDisk.mount(t, 16 * MEGABYTE);
  const where = await disk.put(data);
  await disk.take(10 * MEGABYTE);
  const server = await disk.serve(where);
  const client = new HttpClient(server.url, key);
  const acknowledged: string[] = [];
  const create = async (number: number) => {
    const email = `full${number}@example.com`;
    const reply = await call(client, 'POST', '/targets', { Email: email, FirstName: 'x'.repeat(1000) });
    if (reply.status === 200) acknowledged.push(email);
    return reply;
  };
  let reply = await create(0);
  for (let number = 1; reply.status === 200; number++) reply = await create(number);
  assertProblem(reply, 507, 'disk-full');
  assert.ok(acknowledged.length > 20);
  assert.equal((await client.get(`/targets?unicity=${acknowledged[0]}`)).status, 200);
  assert.equal(itemsOf(await client.get('/targets')).length, acknowledged.length);
  await disk.makeRoom();
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
  for (const email of acknowledged) {
    const events = await done(call(reader, 'GET', `/targets/events?unicity=${email}`));
    assert.deepEqual(
      Object(events).map((event: unknown) => get(event, 'type')),
      ['creation'],
    );
  }
});
