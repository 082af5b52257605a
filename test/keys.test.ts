import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createKey, revokeKey } from '../src/accounts/keys.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import { HttpClient, jsonOf, logPosition } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { executions } from './support/sample-events.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

let server: TestServer;
let client: HttpClient;

before(async () => {
  server = await serve();
  client = await server.client();
  await client.publish(JSON.stringify(EXAMPLE_EVENTS));
});
after(() => server.close());

describe('without a key', () => {
  test('every feed and publishing is 401, whatever else is wrong', async () => {
    const stranger = server.stranger();
    for (const { path } of FEEDS) {
      assertProblem(await stranger.get(path.replace('{id}', '1')), 401, 'missing-key');
      const head = await stranger.head(path.replace('{id}', '1'));
      assert.equal(head.status, 401);
      assert.equal(head.body.length, 0);
    }
    assertProblem(await stranger.get('/actions/events?sort=up'), 401, 'missing-key');
    assertProblem(await stranger.publish(JSON.stringify(executions(1))), 401, 'missing-key');
    assertProblem(await stranger.publish('broken'), 401, 'missing-key');
    assertProblem(await stranger.get('/actions/events', { 'X-Key': '' }), 401, 'missing-key');
  });

  test('the documentation and the health are open', async () => {
    const stranger = server.stranger();
    for (const path of ['/health', '/metrics', '/openapi.json', '/docs', '/docs/errors']) {
      assert.equal((await stranger.get(path)).status, 200, path);
      assert.equal((await stranger.head(path)).status, 200, path);
      assert.equal((await stranger.get(path, { 'X-Key': 'unknown' })).status, 200, path);
    }
  });

  test('nothing is told about limits', async () => {
    const { headers } = await server.stranger().get('/actions/events');
    assert.equal(headers['x-ratelimit-limit'], undefined);
  });
});

test('what is no key is 401, and not repeated in the answer', async () => {
  const key = String(client.key);
  const texts = [
    'swordfish',
    'chappe_',
    `chappe_${'A'.repeat(43)}`,
    key.slice(0, -1),
    `${key}A`,
    `${key},${key}`,
    key.toUpperCase(),
    'x'.repeat(8000),
    "' OR 1=1 --",
    'DEMO/028',
  ];
  for (const text of texts) {
    const reply = await new HttpClient(server.url).get('/actions/events', { 'X-Key': text });
    assertProblem(reply, 401, 'unknown-key');
    assert.ok(!reply.body.includes(text));
  }
  const twice = await server.stranger().send({ path: '/actions/events', headers: { 'X-Key': [key, key] } });
  assert.equal(twice.status, 401);
});

test('a key in the query or as a bearer token is no key', async () => {
  const stranger = server.stranger();
  for (const name of ['key', 'X-Key', 'api_key']) {
    assertProblem(await stranger.get(`/actions/events?${name}=${client.key}`), 401, 'missing-key');
  }
  const bearer = await stranger.get('/actions/events', { Authorization: `Bearer ${client.key}` });
  assertProblem(bearer, 401, 'missing-key');
});

describe('permissions', () => {
  test('a key that may only read cannot publish', async () => {
    const reader = await server.client({ name: 'reader', permissions: ['events:read'] });
    const head = logPosition(await reader.head('/actions/events'));
    for (const body of [JSON.stringify(executions(1)), 'broken', '']) {
      const { detail } = assertProblem(await reader.publish(body), 403, 'permission-denied');
      assert.match(detail, /'reader'.*'events:write'/);
    }
    assertProblem(await reader.publish('[]', { 'Content-Type': 'text/plain' }), 403, 'permission-denied');
    assert.equal(logPosition(await reader.head('/actions/events')), head);
  });

  test('a key that may only publish cannot read, nor learn which ids exist', async () => {
    const writer = await server.client({ name: 'writer', permissions: ['events:write'] });
    for (const { path } of FEEDS) {
      for (const id of ['000PE4', 'unseen']) {
        const { detail } = assertProblem(
          await writer.get(`${path.replace('{id}', id)}?sort=up`),
          403,
          'permission-denied',
        );
        assert.match(detail, /'writer'.*'events:read'/);
      }
    }
    assert.equal((await writer.publish('[]')).status, 200);
  });

  test('those of contacts and actions open no events', async () => {
    const other = await server.client({ name: 'other', permissions: ['actions:read', 'contacts:write'] });
    assertProblem(await other.get('/actions/events'), 403, 'permission-denied');
    assertProblem(await other.publish('[]'), 403, 'permission-denied');
  });
});

describe('while the server runs', () => {
  test('a new key works at once, and a revoked one stops at once', async () => {
    for (let time = 0; time < 5; time++) {
      const { key, name } = await createKey(server.catalog.db, DEMO, { name: 'fleeting' });
      const visitor = new HttpClient(server.url, key);
      assert.equal((await visitor.get('/actions/events')).status, 200);
      assert.equal((await visitor.publish('[]')).status, 200);
      await revokeKey(server.catalog.db, DEMO, name);
      assertProblem(await visitor.get('/actions/events'), 401, 'unknown-key');
      assertProblem(await visitor.publish('[]'), 401, 'unknown-key');
      visitor.close();
    }
    assert.equal((await client.get('/actions/events')).status, 200);
  });

  test('a key that was refused before it was made works afterwards', async () => {
    // Nobody can know a key beforehand; but a refusal must not be remembered for a text.
    const { key, name } = await createKey(server.catalog.db, DEMO, { name: 'again' });
    const visitor = new HttpClient(server.url, key);
    const row = await server.catalog.db
      .selectFrom('keys')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    await server.catalog.db.deleteFrom('keys').where('id', '=', row.id).execute();
    assertProblem(await visitor.get('/actions/events'), 401, 'unknown-key');
    await server.catalog.db.insertInto('keys').values(row).execute();
    assert.equal((await visitor.get('/actions/events')).status, 200);
    visitor.close();
  });

  test('the key itself is in no file', async () => {
    assert.equal((await client.get('/actions/events')).status, 200);
    const entries = await readdir(server.data, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    assert.ok(files.length > 2);
    for (const { parentPath, name } of files) {
      const content = await readFile(join(parentPath, name));
      assert.ok(!content.includes(String(client.key)), name);
    }
  });
});

test('an answer never tells the key', async () => {
  for (const reply of [
    await client.get('/actions/events'),
    await client.get('/nowhere'),
    await client.publish('[]'),
  ]) {
    assert.ok(!JSON.stringify([reply.headers, reply.body.toString()]).includes(String(client.key)));
  }
  assert.equal(get(jsonOf(await client.get('/health')), 'status'), 'ok');
});
