import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { createKey } from '../src/accounts/keys.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { run, startServing } from './support/chappe-process.ts';
import { type Cleaner, dataFolder, scratchFolder } from './support/data-folder.ts';
import { HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';

/** A server on a data folder, and a client that may keep contacts. */
async function keeping(t: Cleaner, data: string, key: string) {
  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  t.after(async () => client.close());
  return { server, client };
}

async function keeperFolder(t: Cleaner): Promise<{ data: string; key: string }> {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, parseAccount('DEMO/028'), { permissions: KEEPER });
  await catalog.close();
  return { data, key };
}

test('a backup that is made while contacts change has them, and the event of each', async (t) => {
  const { data, key } = await keeperFolder(t);
  const { server, client } = await keeping(t, data, key);
  let stop = false;
  const writing = async () => {
    for (let number = 0; !stop; number++)
      await done(call(client, 'PUT', '/targets', { Email: `during${number}@example.com` }));
  };
  await done(call(client, 'POST', '/targets', { Email: 'first@example.com' }));
  const written = writing();
  const backup = join(await scratchFolder(t), 'backup');
  const made = await run(['backup', backup, '--data', data]);
  stop = true;
  await written;
  assert.equal(made.code, 0, made.stderr);
  server.signal('SIGTERM');
  await server.ended;

  const checked = await run(['doctor', '--data', backup]);
  assert.equal(checked.code, 0, checked.stdout);
  assert.match(checked.stdout, /contacts\.db: all well/);
  const restored = join(await scratchFolder(t), 'restored');
  assert.equal((await run(['restore', backup, '--data', restored])).code, 0);
  const again = await keeping(t, restored, key);
  const contacts = itemsOf(await again.client.get('/targets'));
  assert.equal(get(contacts[0], 'hash'), get(jsonOf(await again.client.get('/targets/00000001')), 'hash'));
  for (const contact of contacts) {
    const events = itemsOf(await again.client.get(`/targets/${get(contact, 'id')}/events`));
    assert.deepEqual(
      events.map((event) => get(event, 'type')),
      ['creation'],
    );
  }
});

test('the doctor finds damage among contacts, and a file that is none', async (t) => {
  const { data, key } = await keeperFolder(t);
  const { server, client } = await keeping(t, data, key);
  await done(call(client, 'POST', '/targets', { Email: 'first@example.com' }));
  server.signal('SIGTERM');
  await server.ended;
  const file = join(data, 'accounts/DEMO-028/contacts.db');
  const cases: [string, RegExp][] = [
    [
      'UPDATE totals SET contacts = 7',
      /contacts\.db counts another number of contacts than it has; restore it/,
    ],
    ['PRAGMA application_id = 7', /contacts\.db is no file of contacts of Chappe \(its mark is 7\)/],
  ];
  for (const [sql, what] of cases) {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
    const { code, stdout } = await run(['doctor', '--data', data]);
    assert.equal(code, 1);
    assert.match(stdout, what);
  }
  const refused = await run(['serve', '--port', '0', '--data', data]);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /^chappe: .*contacts\.db does not hold contacts of Chappe; move it away, [^\n]*\n$/,
  );
});
