import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const { client } = await serveKeeper();

let names = 0;
const fresh = () => `list ${++names}`;

async function listOf(...values: string[]): Promise<{ path: string; id: number }> {
  const draft = { name: fresh(), values: values.map((value, place) => ({ index: place + 1, value })) };
  const id = Number(get(await done(call(client, 'POST', '/valueLists/', draft)), 'id'));
  return { path: `/valueLists/${id}`, id };
}

/** The values of a list by index, as `1 Football`. */
function valuesIn(list: unknown): string[] {
  return Object(get(list, 'values')).map((each: unknown) => `${get(each, 'index')} ${get(each, 'value')}`);
}

test('the lists of the reference are created and read as it shows them', async () => {
  const pastimes = {
    name: 'Pastimes',
    ordered: false,
    values: [
      { index: 1, value: 'Football' },
      { index: 2, value: 'Tennis' },
      { index: 3, value: 'Golf' },
    ],
  };
  const civility = {
    name: 'Civility',
    ordered: false,
    values: [
      { index: 1, value: 'Mr' },
      { index: 2, value: 'Ms' },
      { index: 3, value: 'Mrs' },
    ],
  };
  const made = [];
  for (const draft of [pastimes, civility]) {
    const list = await done(call(client, 'POST', '/valueLists', { ...draft, id: 23 }));
    assert.deepEqual(list, { ...draft, id: get(list, 'id') });
    made.push(list);
  }
  assert.deepEqual(await done(call(client, 'GET', '/valueLists')), made);
  const id = String(get(made[0], 'id'));
  for (const path of [`/valueLists/${id}`, `/valuelists/${id}/`, `/VALUELISTS/0${id}`])
    assert.deepEqual(await done(call(client, 'GET', path)), made[0]);
  assert.deepEqual(await done(call(client, 'PUT', `/valueLists/0${id}`, { ordered: null })), made[0]);
});

describe('values', () => {
  test('are added, changed and removed one by one', async () => {
    const { path } = await listOf('Mr', 'Mrs');
    const add = (draft: object) => done(call(client, 'POST', `${path}/values`, draft));
    assert.deepEqual(valuesIn(await add({ value: 'Dr' })), ['1 Mr', '2 Mrs', '3 Dr']);
    assert.deepEqual(valuesIn(await add({ index: 9, value: 'Mx' })), ['1 Mr', '2 Mrs', '3 Dr', '9 Mx']);
    assert.deepEqual(
      valuesIn(await done(call(client, 'PUT', `${path}/values/3`, { index: 3, value: 'Doctor' }))),
      ['1 Mr', '2 Mrs', '3 Doctor', '9 Mx'],
    );
    assert.deepEqual(
      valuesIn(await done(call(client, 'PUT', `${path}/values/9`, { index: 1, value: 'Mx' }))),
      ['1 Mx', '2 Mr', '3 Mrs', '4 Doctor'],
    );
    const last = await done(call(client, 'DELETE', `${path}/values/2`));
    assert.deepEqual(valuesIn(last), ['1 Mx', '3 Mrs', '4 Doctor']);
    assert.deepEqual(await done(call(client, 'GET', path)), last);
  });

  test('move up when a client always says 0', async () => {
    const { path } = await listOf();
    for (const value of ['a', 'b', 'c'])
      await done(call(client, 'POST', path.replace('L', 'l').concat('/values'), { index: 0, value }));
    assert.deepEqual(valuesIn(await done(call(client, 'GET', path))), ['0 c', '1 b', '2 a']);
  });

  test('are shown in alphabetical order when the list says so', async () => {
    const draft = { name: fresh(), ordered: true, values: ['pear', 'Apple', 'éclair', 'fig'] };
    const values = draft.values.map((value) => ({ value }));
    const list = await done(call(client, 'POST', '/valueLists', { ...draft, values }));
    assert.deepEqual(valuesIn(list), ['2 Apple', '3 éclair', '4 fig', '1 pear']);
  });

  test('are the same when they differ only in case', async () => {
    const { path } = await listOf('Mr', 'Mrs');
    const before = await done(call(client, 'GET', path));
    const again = { value: ' MR ' };
    assertProblem(await call(client, 'POST', `${path}/values`, again), 409, 'already-exists');
    assertProblem(await call(client, 'PUT', `${path}/values/2`, again), 409, 'already-exists');
    const both = { values: [{ value: 'x' }, { value: 'X' }] };
    const { errors } = assertProblem(await call(client, 'PUT', path, both), 409, 'already-exists');
    assert.equal(errors?.[0]?.pointer, '/values/1/value');
    assert.deepEqual(await done(call(client, 'GET', path)), before);
  });

  test('are unknown at an index that the list does not have', async () => {
    const { path } = await listOf('Mr');
    assertProblem(await call(client, 'PUT', `${path}/values/2`, { value: 'x' }), 404, 'not-found');
    assertProblem(await call(client, 'DELETE', `${path}/values/2`), 404, 'not-found');
    assertProblem(await call(client, 'DELETE', `${path}/values/x`), 400, 'invalid-parameter');
    assertProblem(await call(client, 'POST', '/valueLists/999/values', { value: 'x' }), 404, 'not-found');
  });

  test('cannot be pushed past the highest index', async () => {
    const { path } = await listOf();
    const draft = { index: 2_147_483_647, value: 'a' };
    await done(call(client, 'POST', `${path}/values`, draft));
    for (const next of [{ ...draft, value: 'b' }, { value: 'b' }])
      assertProblem(await call(client, 'POST', `${path}/values`, next), 400, 'invalid-content');
    assert.deepEqual(valuesIn(await done(call(client, 'GET', path))), ['2147483647 a']);
  });
});

describe('a list is refused', () => {
  const wrong: [string, object][] = [
    ['without a name', { values: [] }],
    ['with a value that is no text', { name: 'x', values: [{ value: 3 }] }],
    ['with an empty value', { name: 'x', values: [{ value: ' ' }] }],
    ['with an index twice', { name: 'x', values: [1, 1].map((index, n) => ({ index, value: `v${n}` })) }],
    ['with values that are no array', { name: 'x', values: {} }],
  ];
  for (const [what, draft] of wrong) {
    test(what, async () => {
      assertProblem(await call(client, 'POST', '/valueLists', draft), 400, 'invalid-content');
    });
  }

  test('when its name is taken', async () => {
    const { id } = await listOf();
    const name = `LIST ${names}`;
    assertProblem(await call(client, 'POST', '/valueLists', { name }), 409, 'already-exists');
    await done(call(client, 'PUT', `/valueLists/${id}`, { name }));
  });
});

test('a list is deleted once no field uses it', async () => {
  const { path, id } = await listOf('Mr');
  const draft = { type: 'singleSelectList', name: fresh(), valueListId: id };
  const field = await done(call(client, 'POST', '/fields', draft));
  const { detail } = assertProblem(await call(client, 'DELETE', path), 409, 'conflict');
  assert.ok(detail.includes(draft.name), detail);
  await call(client, 'DELETE', `/fields/${get(field, 'id')}`);
  assert.deepEqual(await done(call(client, 'DELETE', path)), { success: true });
  assertProblem(await call(client, 'GET', path), 404, 'not-found');
  assertProblem(await call(client, 'DELETE', path), 404, 'not-found');
});
