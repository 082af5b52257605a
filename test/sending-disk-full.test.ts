import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKey } from '../src/accounts/keys.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { dataFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { startSink } from './support/mail-sink.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';
import { NO_SMALL_DISK, SmallDisk } from './support/small-disk.ts';
import { validatedAction } from './support/validated-action.ts';

const MEGABYTE = 1024 * 1024;
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
const READER = 'reader@example.com';
const MAIL = {
  ...SMALLEST_MAIL,
  settings: { ...SMALLEST_MAIL.settings, archive: true },
  content: { ...SMALLEST_MAIL.content, subject: 'News' },
};

test('on a full disk executions are refused whole, and all that were accepted end once when there is room', {
  skip: NO_SMALL_DISK,
}, async (t) => {
  const full = Promise.withResolvers<void>();
  const sink = await startSink(t, {
    hideSTARTTLS: true,
    // Nothing is taken before the disk is full, so that all of it waits there.
    onRcptTo({ address }, _session, then) {
      if (address === READER) void full.promise.then(() => then(null));
      else then(null);
    },
  });
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  await addProfile(catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}?connections=2`);
  const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
  await catalog.close();
  const disk = await SmallDisk.mount(t, 16 * MEGABYTE);
  const where = await disk.put(data);
  await disk.take(10 * MEGABYTE);
  const server = await disk.serve(where);
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  const action = await validatedAction(client, MAIL);
  await done(call(client, 'POST', '/targets', { Email: READER }));

  const accepted: string[] = [];
  const execute = async (padding: number) => {
    const wish = { recipient: { type: 'unicity', value: [READER] }, data: { padding: 'x'.repeat(padding) } };
    const reply = await call(client, 'POST', `${action}/execution`, wish, EMAIL);
    if (reply.status === 200) accepted.push(String(get(jsonOf(reply), 'id')));
    return reply;
  };
  // Smaller ones still find room where large ones do not.
  for (const padding of [100_000, 10_000, 100]) {
    let reply = await execute(padding);
    while (reply.status === 200) reply = await execute(padding);
    assertProblem(reply, 507, 'disk-full');
  }
  assert.ok(accepted.length > 10, String(accepted.length));
  const count = () => sink.mails.filter(({ to }) => to.includes(READER)).length;
  full.resolve();
  await eventually(
    async () => count(),
    (mails) => mails > 0,
  );
  await disk.makeRoom();
  const ended = async () => {
    const events = itemsOf(await client.get(`${action}/events/activations`));
    return events.map((event) => String(get(event, 'source', 'detail', 'activation', 'stamp', 'id')));
  };
  assert.deepEqual(
    (await eventually(ended, ({ length }) => length >= accepted.length)).toSorted(),
    accepted.toSorted(),
  );
  assert.equal(count(), accepted.length);
  assert.equal((await execute(100)).status, 200);
});
