import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import { createdAction } from './support/action-fixtures.ts';
import { type HttpClient, jsonOf, logPosition } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const OTHER = parseAccount('OTHER/001');

/** Everything that the server keeps, as far as any client or command can see it. */
async function stateOf(server: TestServer, clients: HttpClient[]): Promise<unknown> {
  const logs = [];
  for (const client of clients) {
    for (const root of ['/actions', '/notifications', '/display']) {
      const reply = await client.get(`${root}/events?sort=asc&classification=all`);
      logs.push([logPosition(reply), createHash('sha256').update(reply.body).digest('hex')]);
    }
    for (const list of [
      '/fields',
      '/valueLists',
      '/categories',
      '/targets',
      '/segments',
      '/actions',
      '/actions/000001',
    ])
      logs.push((await client.get(list)).body.toString());
  }
  // When a key was last used is the one thing that a request with it does change.
  const keys = await server.catalog.db
    .selectFrom('keys')
    .select(['id', 'account_id', 'name', 'hash', 'permissions', 'rate_limit', 'created_at', 'revoked_at'])
    .orderBy('id')
    .execute();
  const accounts = await server.catalog.db.selectFrom('accounts').selectAll().orderBy('id').execute();
  return { logs, keys, accounts, files: (await readdir(server.data, { recursive: true })).toSorted() };
}

test('GET and HEAD change nothing, on any path of the table of routes', async (t) => {
  const server = await serve({ accounts: [DEMO, OTHER] });
  t.after(() => server.close());
  const clients = [
    await server.client({ permissions: KEEPER }),
    await server.client({ permissions: KEEPER }, OTHER),
  ];
  const [client] = clients;
  assert.ok(client);
  await client.publish(JSON.stringify(EXAMPLE_EVENTS));
  await done(call(client, 'POST', '/targets', { Email: 'claire@example.com' }));
  await done(call(client, 'POST', '/segments', { type: 'static', name: 'segment' }));
  await createdAction(client);
  const paths = Object.keys(Object(get(jsonOf(await client.get('/openapi.json')), 'paths')));
  assert.ok(FEEDS.every(({ path }) => paths.includes(path)));
  assert.ok(paths.includes('/events'));

  const before = await stateOf(server, clients);
  for (const path of paths) {
    const known = path.startsWith('/notifications')
      ? '156'
      : /^\/(fields|valueLists|categories|segments)/.test(path)
        ? '1'
        : '000PE4';
    for (const id of [known, '000001', 'unseen']) {
      const url = path.replace('{id}', id).replaceAll(/\{\w+\}/g, '1');
      for (const query of ['', '?id=000R4M0T&sort=asc']) {
        for (const method of ['GET', 'HEAD']) {
          await client.send({ method, path: url + query });
          // A body that would be published if the method did not count.
          await client.send({
            method,
            path: url,
            headers: { 'Content-Type': 'application/json', 'X-HTTP-Method-Override': 'POST' },
            body: JSON.stringify({ ...EXAMPLE_EVENTS[0], id: crypto.randomUUID() }),
          });
        }
        if (!url.includes(id)) break;
      }
    }
  }
  assert.deepEqual(await stateOf(server, clients), before);
});
