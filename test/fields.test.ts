import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const { server, client } = await serveKeeper();

/** A name that no other test of this file takes. */
let names = 0;
const fresh = () => `field ${++names}`;

const create = (draft: object) => done(call(client, 'POST', '/fields', draft));
const listOf = (...values: string[]) =>
  done(call(client, 'POST', '/valueLists', { name: fresh(), values: values.map((value) => ({ value })) }));

test('a new account has the five fields that nobody does without', async () => {
  const other = await server.client({ permissions: KEEPER });
  assert.deepEqual(
    Object(await done(call(other, 'GET', '/fields'))).map((field: unknown) => [
      get(field, 'type'),
      get(field, 'name'),
      get(field, 'isUnicity'),
    ]),
    [
      ['email', 'Email', true],
      ['phone', 'Phone', false],
      ['textField', 'FirstName', false],
      ['textField', 'LastName', false],
      ['textField', 'Language', false],
    ],
  );
});

describe('a field', () => {
  test('is created whole, and read as it was created', async () => {
    const list = await listOf('Mr', 'Mrs');
    const draft = {
      type: 'singleSelectList',
      name: 'civility',
      isUnicity: false,
      isMandatory: false,
      constraint: { operator: 4, value: '150' },
      valueListId: get(list, 'id'),
    };
    const made = await create(draft);
    const id = get(made, 'id');
    assert.deepEqual(made, { ...draft, id, isCriterion: false });
    assert.deepEqual(await done(call(client, 'GET', `/fields/${id}`)), made);
    assert.deepEqual(await done(call(client, 'GET', `/fields/00${id}`)), made);
  });

  for (const type of ['email', 'phone', 'textField', 'textArea', 'numeric', 'date']) {
    test(`can be of type ${type}`, async () => {
      assert.equal(get(await create({ type, name: fresh() }), 'type'), type);
    });
  }

  test('keeps on a change what the change does not say', async () => {
    const made = await create({ type: 'numeric', name: fresh(), constraint: { operator: 1, value: 18 } });
    const path = `/fields/${get(made, 'id')}`;
    const changed = await done(call(client, 'PUT', path, { isMandatory: true, name: fresh() }));
    assert.deepEqual(changed, { ...Object(made), isMandatory: true, name: get(changed, 'name') });
    assert.deepEqual(get(changed, 'constraint'), { operator: 1, value: '18' });
    for (const constraint of [null, [], { operator: 0, value: '' }]) {
      await done(call(client, 'PUT', path, { constraint: { operator: 2, value: '7' } }));
      assert.equal(get(await done(call(client, 'PUT', path, { constraint })), 'constraint'), undefined);
    }
  });

  test('bears a whole answer that is sent back, and members that nobody knows', async () => {
    const made = await create({ type: 'date', name: fresh() });
    const back = { ...Object(made), folder: 12, valueListId: null };
    assert.deepEqual(await done(call(client, 'PUT', `/fields/${get(made, 'id')}`, back)), made);
  });

  test('is gone when it was deleted, and its id does not come back', async () => {
    const id = Number(get(await create({ type: 'date', name: fresh() }), 'id'));
    const reply = await call(client, 'DELETE', `/fields/${id}`);
    assert.deepEqual([reply.status, reply.body.length], [204, 0]);
    for (const method of ['GET', 'DELETE'])
      assertProblem(await call(client, method, `/fields/${id}`), 404, 'not-found');
    assertProblem(await call(client, 'PUT', `/fields/${id}`, {}), 404, 'not-found');
    assert.equal(Number(get(await create({ type: 'date', name: fresh() }), 'id')), id + 1);
  });
});

describe('it is refused', () => {
  const wrong: [string, object, string][] = [
    ['without a type', { name: 'x' }, ''],
    ['without a name', { type: 'date' }, ''],
    ['with an empty name', { type: 'date', name: '  ' }, '/name'],
    ['with a name that looks like an id', { type: 'date', name: '123' }, '/name'],
    ['with a name that is too long', { type: 'date', name: 'x'.repeat(101) }, '/name'],
    ['with a type that does not exist', { type: 'text', name: 'x' }, '/type'],
    ['with an operator that does not exist', { type: 'numeric', name: 'x', constraint: { operator: 6 } }, ''],
    [
      'with a bound that is no number',
      { type: 'numeric', name: 'x', constraint: { operator: 1, value: 'many' } },
      '/constraint/value',
    ],
    [
      'with a bound that is no date',
      { type: 'date', name: 'x', constraint: { operator: 1, value: '31/02/2020' } },
      '/constraint/value',
    ],
    [
      'with a length that is no whole number',
      { type: 'textField', name: 'x', constraint: { operator: 4, value: '1.5' } },
      '/constraint/value',
    ],
    ['with a list type but no list', { type: 'singleSelectList', name: 'x' }, ''],
    ['with unicity on a date', { type: 'date', name: 'x', isUnicity: true }, '/isUnicity'],
    ['with a country that does not exist', { type: 'phone', name: 'x', country: 'XX' }, '/country'],
    ['as an array', [], ''],
  ];
  for (const [what, draft, pointer] of wrong) {
    test(what, async () => {
      const before = await done(call(client, 'GET', '/fields'));
      const { errors } = assertProblem(await call(client, 'POST', '/fields', draft), 400, 'invalid-content');
      assert.ok(
        errors?.some((each) => each.pointer?.startsWith(pointer) ?? false),
        JSON.stringify(errors),
      );
      assert.deepEqual(await done(call(client, 'GET', '/fields')), before);
    });
  }

  test('when its name is taken, whatever the case', async () => {
    for (const name of ['Email', 'EMAIL', ' email '])
      assertProblem(await call(client, 'POST', '/fields', { type: 'date', name }), 409, 'already-exists');
    const { id } = Object(await create({ type: 'date', name: fresh() }));
    assertProblem(await call(client, 'PUT', `/fields/${id}`, { name: 'phone' }), 409, 'already-exists');
  });

  test('when its value list does not exist', async () => {
    const draft = { type: 'multipleSelectList', name: fresh(), valueListId: 9999 };
    const { errors } = assertProblem(await call(client, 'POST', '/fields', draft), 404, 'unknown-reference');
    assert.equal(errors?.[0]?.pointer, '/valueListId');
  });

  test('when no field would be left that tells contacts apart', async () => {
    assertProblem(await call(client, 'DELETE', '/fields/1'), 409, 'conflict');
    assertProblem(await call(client, 'PUT', '/fields/1', { isUnicity: false }), 409, 'conflict');
  });

  test('with an id that is none', async () => {
    for (const id of ['x', '-1', '1.5', '2147483648', '%20'])
      assertProblem(await call(client, 'GET', `/fields/${id}`), 400, 'invalid-parameter');
  });

  test('with a body that is no JSON, of another type, or too large', async () => {
    const send = (body: string, type = 'application/json') =>
      client.send({ method: 'POST', path: '/fields', headers: { 'Content-Type': type }, body });
    assertProblem(await send('{'), 400, 'invalid-body');
    assertProblem(await send(`{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 400, 'invalid-body');
    assertProblem(await send('{}', 'application/x-www-form-urlencoded'), 415, 'unsupported-type');
    assertProblem(await send(`{"name":"${'x'.repeat(1_048_576)}"}`), 413, 'body-too-large');
    assertProblem(await send(''), 400, 'invalid-content');
  });

  test('to a key that may only read', async () => {
    const reader = await server.client({ permissions: ['contacts:read'] });
    assert.equal((await reader.get('/fields')).status, 200);
    const draft = { type: 'date', name: fresh() };
    assertProblem(await call(reader, 'POST', '/fields', draft), 403, 'permission-denied');
    assertProblem(await call(reader, 'DELETE', '/fields/2'), 403, 'permission-denied');
    assertProblem(await (await server.client()).get('/fields'), 403, 'permission-denied');
  });
});

test('old clients end the path with a slash, and start it with two', async () => {
  const made = await done(call(client, 'POST', '//fields/', { type: 'date', name: fresh() }));
  assert.equal((await client.get(`/Fields/${get(made, 'id')}/`)).status, 200);
  const reply = await client.get('//fields/', { 'Content-Type': 'application/json', 'Content-Length': '0' });
  assert.equal(reply.status, 200);
  assert.equal(reply.reason, 'OK');
  assert.equal(reply.headers['content-length'], String(reply.body.length));
  assert.ok(Array.isArray(jsonOf(reply)));
});
