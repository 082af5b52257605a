import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import type { HttpClient } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const OTHER = parseAccount('OTHER/001');

let server: TestServer;
let client: HttpClient;

before(async () => {
  server = await serve({ accounts: [DEMO, OTHER] });
  client = await server.client({ permissions: KEEPER });
});
after(() => server.close());

const create = (draft: object) => done(call(client, 'POST', '/categories/', draft));

test('an account has its default category from the beginning', async () => {
  const list = await done(call(client, 'GET', '/categories'));
  const [first] = Object(list);
  assert.match(String(get(first, 'creationDate')), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(list, [
    { id: 1, name: 'non_categorisee', description: null, creationDate: get(first, 'creationDate') },
  ]);
  assert.deepEqual(await done(call(client, 'GET', '/categories/01')), first);
  assertProblem(await call(client, 'DELETE', '/categories/1'), 409, 'conflict');
});

test('a category is created, changed by PUT and by POST, and deleted; its id does not come back', async () => {
  const made = await create({ name: 'New', description: 'Category for new campaign' });
  const id = Number(get(made, 'id'));
  const path = `/categories/${id}`;
  assert.deepEqual(await done(call(client, 'GET', path)), made);
  assert.equal(get(made, 'description'), 'Category for new campaign');
  const renamed = { ...Object(made), name: 'Newer' };
  assert.deepEqual(await done(call(client, 'PUT', path, { name: 'Newer' })), renamed);
  const bare = { ...renamed, description: null };
  assert.deepEqual(await done(call(client, 'POST', path, { description: null })), bare);
  const reply = await call(client, 'DELETE', path);
  assert.deepEqual([reply.status, reply.body.length], [204, 0]);
  for (const method of ['GET', 'DELETE']) assertProblem(await call(client, method, path), 404, 'not-found');
  assertProblem(await call(client, 'PUT', path, {}), 404, 'not-found');
  assert.equal(Number(get(await create({ name: 'Next' }), 'id')), id + 1);
});

describe('it is refused', () => {
  test('when its name is taken, whatever the case', async () => {
    await create({ name: 'Summer' });
    assertProblem(await call(client, 'POST', '/categories', { name: 'SUMMER' }), 409, 'already-exists');
    assertProblem(await call(client, 'PUT', '/categories/1', { name: 'summer' }), 409, 'already-exists');
    await done(call(client, 'PUT', '/categories/1', { name: 'NON_categorisee' }));
  });

  for (const draft of [{}, { name: '' }, { name: 3 }, { name: 'x', description: 3 }, []]) {
    test(`as ${JSON.stringify(draft)}`, async () => {
      assertProblem(await call(client, 'POST', '/categories', draft), 400, 'invalid-content');
    });
  }
});

test('nothing of another account is seen', async () => {
  const stranger = await server.client({ permissions: KEEPER }, OTHER);
  const made = await create({ name: 'ours' });
  const path = `/categories/${get(made, 'id')}`;
  for (const method of ['GET', 'DELETE']) assertProblem(await call(stranger, method, path), 404, 'not-found');
  assertProblem(await call(stranger, 'PUT', path, { name: 'theirs' }), 404, 'not-found');
  assert.equal(Object(await done(call(stranger, 'GET', '/categories'))).length, 1);
  assert.equal(get(await done(call(stranger, 'POST', '/categories', { name: 'ours' })), 'id'), 2);
});
