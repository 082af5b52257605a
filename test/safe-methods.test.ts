import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import type { LinkTarget } from '../src/tracking/tracked-link.ts';
import { createdAction } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const OTHER = parseAccount('OTHER/001');

const EVERY_LINK: readonly LinkTarget[] = [
  { type: 'open' },
  { type: 'redirection', source: 'html', destination: 'https://shop.example/' },
  { type: 'mirror', source: 'html' },
  { type: 'unsubscribe', source: 'html' },
  { type: 'unsubscribe', header: true },
  { type: 'form', form: '000F0R', source: 'text' },
  { type: 'trap' },
];

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
  const server = await serve({ accounts: [DEMO, OTHER], settings: { hitWindow: 0 } });
  t.after(() => server.close());
  const clients = [
    await server.client({ permissions: KEEPER }),
    await server.client({ permissions: KEEPER }, OTHER),
  ];
  const [client] = clients;
  assert.ok(client);
  await client.publish(JSON.stringify(EXAMPLE_EVENTS));
  const claire = await done(call(client, 'POST', '/targets', { Email: 'claire@example.com' }));
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
  await followLinks(server, client, String(get(claire, 'id')));
});

/** To follow a link by GET or HEAD leaves the hit, and nothing else: above all it unsubscribes nobody. */
async function followLinks(server: TestServer, client: HttpClient, contact: string): Promise<void> {
  const state = async () => {
    const lists = ['/targets', '/segments', `/targets/${contact}`];
    return Promise.all(lists.map(async (list) => (await client.get(list)).body.toString()));
  };
  const before = await state();
  const feed = `/targets/${contact}/events?classification=all`;
  const known = itemsOf(await client.get(feed)).length;
  const path = await pathsOf(messageTo(contact), server.catalog);
  for (const link of EVERY_LINK) {
    for (const method of ['GET', 'HEAD']) await client.send({ method, path: path(link) });
  }
  const events = await eventually(
    async () => itemsOf(await client.get(feed)),
    ({ length }) => length >= known + 2 * EVERY_LINK.length,
  );
  const added = events.map((event) => get(event, 'type')).filter((type) => type === 'hit');
  assert.equal(added.length, events.length - known);
  assert.deepEqual(await state(), before);
}
