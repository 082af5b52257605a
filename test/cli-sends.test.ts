import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createKey } from '../src/accounts/keys.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { assertFailed, run, startServing } from './support/chappe-process.ts';
import { dataFolder, scratchFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
const MAIL = { ...SMALLEST_MAIL, content: { ...SMALLEST_MAIL.content, subject: 'News' } };
const READERS = ['ada@example.com', 'bob@example.com'];

test('what waited when a backup was made is held by a restored server, until it is released or dropped', async (t) => {
  let isBusy = true;
  const sink = await startSink(t, {
    hideSTARTTLS: true,
    onRcptTo: (_address, _session, then) => then(isBusy ? reply(450, '4.2.1 later') : null),
  });
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  await addProfile(catalog.db, DEMO, 'busy', `smtp://127.0.0.1:${sink.port}`);
  const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
  await catalog.close();
  const first = await serving(t, data, key);
  const action = await validatedAction(first.client, MAIL);
  for (const Email of READERS) await done(call(first.client, 'POST', '/targets', { Email }));
  const wishes = READERS.map((reader) => ({ recipient: { type: 'unicity', value: [reader] } }));
  await done(call(first.client, 'POST', `${action}/executions`, wishes, EMAIL));

  const backup = join(await scratchFolder(t), 'backup');
  const made = await run(['backup', backup, '--data', data]);
  assert.equal(made.code, 0, made.stderr);
  assert.match((await run(['doctor', '--data', backup])).stdout, /sends\.db: all well/);
  await stop(first);
  isBusy = false;

  const [released, dropped] = [await restored(t, backup), await restored(t, backup)];
  const held = await run(['sends', 'held', '--json', '--data', released]);
  assert.equal(get(JSON.parse(held.stdout), '0', 'account'), 'DEMO/028');
  const again = await serving(t, released, key);
  assert.deepEqual(await typesOf(again.client, action), ['execution', 'execution']);
  assertFailed(
    await run(['sends', 'release', 'DEMO/028', '--yes', '--data', released]),
    1,
    /a server already runs/,
  );
  assert.match(await stop(again), /messages are held since a restore/);
  assert.equal(sink.mails.length, 0);
  assertFailed(await run(['sends', 'release', 'DEMO/028', '--data', released]), 2, /--yes/);
  assert.match((await run(['doctor', '--data', released])).stdout, /held-sends\.db: all well/);

  const release = await run(['sends', 'release', 'DEMO/028', '--yes', '--data', released]);
  assert.equal(release.code, 0, release.stderr);
  const drop = await run(['sends', 'drop', 'DEMO/028', '--yes', '--data', dropped]);
  assert.equal(drop.code, 0, drop.stderr);
  for (const [folder, end] of [
    [released, 'activation'],
    [dropped, 'cancellation'],
  ] as const) {
    assert.ok(!existsSync(join(folder, 'accounts', 'DEMO-028', 'held-sends.db')));
    const server = await serving(t, folder, key);
    await eventually(
      () => typesOf(server.client, action),
      (types) => JSON.stringify(types) === JSON.stringify([end, end, 'execution', 'execution']),
    );
    await stop(server);
    assertFailed(
      await run(['sends', 'drop', 'DEMO/028', '--yes', '--data', folder]),
      1,
      /no messages of DEMO\/028 are held/,
    );
  }
  const arrived = sink.mails.flatMap(({ to }) => to).filter((address) => READERS.includes(address));
  assert.deepEqual(arrived.toSorted(), READERS);
});

async function serving(t: TestContext, data: string, key: string) {
  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  return { server, client };
}

async function stop({ server, client }: Awaited<ReturnType<typeof serving>>): Promise<string> {
  client.close();
  server.signal('SIGTERM');
  return (await server.ended).stderr;
}

/** Makes a data folder out of the backup. */
async function restored(t: TestContext, backup: string): Promise<string> {
  const data = join(await scratchFolder(t), 'restored');
  const made = await run(['restore', backup, '--data', data]);
  assert.equal(made.code, 0, made.stderr);
  return data;
}

async function typesOf(client: HttpClient, action: string): Promise<string[]> {
  const events = itemsOf(await client.get(`${action}/events?classification=all`));
  return events.map((event) => String(get(event, 'type'))).toSorted();
}
