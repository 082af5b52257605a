import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import type { HttpClient } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve } from './support/server.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const create = (client: HttpClient, values: object) => done(call(client, 'POST', '/targets', values));
const newField = (client: HttpClient, draft: object) => done(call(client, 'POST', '/fields', draft));

test('a field that is deleted takes its values with it, and gives its name free', async (t) => {
  const server = await serve();
  t.after(() => server.close());
  const client = await server.client({ permissions: KEEPER });
  const shop = get(await newField(client, { type: 'textField', name: 'Shop' }), 'id');
  const made = await create(client, { Email: 'a@example.com', Shop: 'Lyon' });
  assertProblem(await call(client, 'PUT', `/fields/${shop}`, { type: 'numeric' }), 409, 'conflict');
  assert.equal((await call(client, 'DELETE', `/fields/${shop}`)).status, 204);
  const { [String(shop)]: _, ...left } = Object(get(made, 'fields'));
  const path = `/targets/${get(made, 'id')}`;
  assert.deepEqual(get(await done(call(client, 'GET', path)), 'fields'), left);
  const again = get(await newField(client, { type: 'numeric', name: 'shop' }), 'id');
  await done(call(client, 'PUT', path, { Shop: 3 }));
  // Nobody has a text in it, so it may still become another type; with the number it may not.
  assertProblem(await call(client, 'PUT', `/fields/${again}`, { type: 'date' }), 409, 'conflict');
  await done(call(client, 'PUT', path, { Shop: null }));
  await done(call(client, 'PUT', `/fields/${again}`, { type: 'date' }));
});

test('what tells contacts apart is not changed while there are contacts', async (t) => {
  const server = await serve();
  t.after(() => server.close());
  const client = await server.client({ permissions: KEEPER });
  const number = get(await newField(client, { type: 'numeric', name: 'Number' }), 'id');
  const id = get(await create(client, { Email: 'a@example.com' }), 'id');
  const second = { type: 'numeric', name: 'Second', isUnicity: true };
  assertProblem(await call(client, 'POST', '/fields', second), 409, 'conflict');
  assertProblem(await call(client, 'PUT', `/fields/${number}`, { isUnicity: true }), 409, 'conflict');
  await call(client, 'DELETE', `/targets/${id}`);
  await done(call(client, 'PUT', `/fields/${number}`, { isUnicity: true }));
  await done(call(client, 'PUT', '/fields/1', { isUnicity: false, isMandatory: false }));
  const made = await create(client, { Number: '0042' });
  assert.equal(get(made, 'hash'), md5('42'));
  for (const query of ['unicity=42', 'unicity=042.0', `hash=${md5('42')}`])
    assert.deepEqual(await done(call(client, 'GET', `/targets?${query}`)), made, query);
  assertProblem(await call(client, 'POST', '/targets', { Number: 42 }), 409, 'already-exists');
  assertProblem(await call(client, 'DELETE', `/fields/${number}`), 409, 'conflict');
});

test('several fields tell contacts apart by their values, joined in the order of their ids', async (t) => {
  const server = await serve();
  t.after(() => server.close());
  const client = await server.client({ permissions: KEEPER });
  await newField(client, { type: 'textField', name: 'Shop', isUnicity: true });
  const values = { Shop: 'Lyon', Email: 'A@example.com' };
  const made = await create(client, values);
  assert.equal(get(made, 'hash'), md5('a@example.comLyon'));
  const other = await create(client, { ...values, Shop: 'Paris' });
  assertProblem(await call(client, 'POST', '/targets', values), 409, 'already-exists');
  const missing = assertProblem(
    await call(client, 'POST', '/targets', { Email: 'a@example.com' }),
    400,
    'unidentified-target',
  );
  assert.deepEqual(
    missing.errors?.map(({ field }) => field),
    ['Shop'],
  );
  for (const query of ['unicity=a@example.comLyon', 'unicity=a@example.com&unicity=Lyon'])
    assert.deepEqual(await done(call(client, 'GET', `/targets?${query}`)), made, query);
  const body = { type: 'unicity', value: [['a@example.com', 'Lyon'], 'a@example.comParis'] };
  const reply = await call(client, 'DELETE', '/targets', body, { Accept: 'application/vnd.np6.cm.v1' });
  assert.deepEqual(JSON.parse(reply.body.toString()), [
    { id: get(made, 'id'), unicity: ['a@example.com', 'Lyon'] },
    { id: get(other, 'id'), unicity: ['a@example.com', 'Paris'] },
  ]);
});

test('values that a list no longer has stay where they are', async (t) => {
  const server = await serve();
  t.after(() => server.close());
  const client = await server.client({ permissions: KEEPER });
  const list = get(
    await done(call(client, 'POST', '/valueLists', { name: 'L', values: [{ value: 'x' }] })),
    'id',
  );
  await newField(client, { type: 'singleSelectList', name: 'Choice', valueListId: list });
  const made = await create(client, { Email: 'a@example.com', Choice: 'X' });
  await done(call(client, 'PUT', `/valueLists/${list}`, { values: [{ value: 'y' }] }));
  const path = `/targets/${get(made, 'id')}`;
  assert.deepEqual(await done(call(client, 'GET', path)), made);
  await done(call(client, 'PUT', path, { FirstName: 'A' }));
  assertProblem(await call(client, 'PUT', path, { Choice: 'x' }), 400, 'invalid-value');
  await done(call(client, 'PUT', path, { Choice: 'Y' }));
});

test('nothing of contacts crosses accounts, down to the same ids', async (t) => {
  const OTHER = parseAccount('DEMO/0281');
  const server = await serve({ accounts: [DEMO, OTHER] });
  t.after(() => server.close());
  const mine = await server.client({ permissions: KEEPER });
  const theirs = await server.client({ permissions: KEEPER }, OTHER);
  const [target, segment, list, field] = [
    await create(mine, { Email: 'a@example.com', FirstName: 'Claire' }),
    await done(call(mine, 'POST', '/segments', { type: 'static', name: 'segment' })),
    await done(call(mine, 'POST', '/valueLists', { name: 'list' })),
    await newField(mine, { type: 'date', name: 'date' }),
  ].map((made) => get(made, 'id'));
  await call(mine, 'PUT', `/segments/${segment}/targets`, [target]);
  await call(mine, 'POST', `/targets/${target}/redlist/mail`);
  for (const path of [
    `/targets/${target}`,
    `/targets/${target}/events`,
    `/targets/${target}/segments`,
    `/segments/${segment}`,
    `/segments/${segment}/targets`,
    `/valueLists/${list}`,
    `/fields/${field}`,
  ])
    assertProblem(await theirs.get(path), 404, 'not-found');
  for (const [method, path] of [
    ['PUT', `/targets/${target}`],
    ['DELETE', `/targets/${target}`],
    ['POST', `/targets/${target}/redlist/mail`],
    ['POST', `/targets/${target}/segments/${segment}`],
    ['PUT', `/segments/${segment}`],
    ['DELETE', `/segments/${segment}`],
    ['DELETE', `/segments/${segment}/targets`],
    ['PUT', `/valueLists/${list}`],
    ['DELETE', `/fields/${field}`],
  ] as const)
    assertProblem(await call(theirs, method, path, {}), 404, 'not-found');
  assertProblem(await call(theirs, 'DELETE', '/targets', { type: 'id', value: target }), 404, 'not-found');
  for (const path of ['/targets', '/segments', '/valueLists', '/targets/redlist/mail', '/targets/bounces'])
    assert.deepEqual(await done(call(theirs, 'GET', path)), [], path);
  assert.deepEqual(await done(call(theirs, 'GET', '/targets/count')), { targetsCount: 0 });
  assert.equal((await theirs.get('/targets?unicity=a@example.com')).status, 404);
  // The other account begins to count where this one did.
  const same = await create(theirs, { Email: 'a@example.com' });
  assert.equal(get(same, 'id'), target);
  assert.deepEqual(Object.keys(Object(get(same, 'fields'))), ['1']);
  const claire = await done(call(mine, 'GET', `/targets/${target}`));
  assert.equal(get(claire, 'fields', '3'), 'Claire');
});
