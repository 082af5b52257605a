import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem, assertRefused } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const { client } = await serveKeeper();

let people = 0;

async function someone(): Promise<string> {
  const made = await done(call(client, 'POST', '/targets', { Email: `lea${++people}@example.com` }));
  return String(get(made, 'id'));
}

async function add(id: string, medium: string, entry?: object): Promise<void> {
  const reply = await call(client, 'POST', `/targets/${id}/redlist/${medium}`, entry);
  assert.deepEqual([reply.status, reply.body.length], [204, 0], reply.body.toString());
}

const list = (medium: string, query = '') =>
  done(call(client, 'GET', `/targets/redlist/${medium}${query}`)).then((entries): unknown[] =>
    Object(entries),
  );
const redListOf = async (id: string) => get(await done(call(client, 'GET', `/targets/${id}`)), 'redList');

test('the entry of the reference is taken, and shown on the list and on the contact', async () => {
  const id = await someone();
  await add(id, 'mail', { id: 'string', timestamp: '2019-08-24T14:15:22Z', origin: 0, detail: {} });
  const entry = { id, timestamp: '2019-08-24T14:15:22Z', origin: 0, detail: {} };
  assert.deepEqual(await list('mail'), [entry]);
  assert.deepEqual(await list('sms'), []);
  assert.deepEqual(await redListOf(id), { mail: { timestamp: '1566656122', reason: 0 } });
});

test('each medium has a list of its own, with the form that did it', async () => {
  const id = await someone();
  await add(id, 'sms', { timestamp: '2008-12-16T15:26:00Z', origin: 6 });
  await add(id, 'mail', { timestamp: '2008-12-16T15:26:00Z', origin: 3, detail: { formId: '0000GH' } });
  const [first] = await list('mail', '?endDate=2009-01-01');
  assert.deepEqual(first, {
    id,
    timestamp: '2008-12-16T15:26:00Z',
    origin: 3,
    detail: { formId: '0000GH' },
  });
  assert.deepEqual(await list('sms'), [{ id, timestamp: '2008-12-16T15:26:00Z', origin: 6, detail: {} }]);
});

test('without a body, with null, {} or empty members, the origin is the API and the time is now', async () => {
  for (const entry of [undefined, null, {}, { timestamp: null, origin: null, detail: [] }]) {
    const id = await someone();
    const started = Math.floor(Date.now() / 1000);
    await (entry === null
      ? client.send({
          method: 'POST',
          path: `/targets/${id}/redlist/mail/`,
          headers: { 'Content-Type': 'application/json' },
          body: 'null',
        })
      : add(id, 'mail', entry));
    const redList = await redListOf(id);
    assert.equal(get(redList, 'mail', 'reason'), 1);
    const timestamp = Number(get(redList, 'mail', 'timestamp'));
    assert.ok(timestamp >= started && timestamp <= Date.now() / 1000);
  }
});

test('what is said again replaces what was said before', async () => {
  const id = await someone();
  await add(id, 'mail', { timestamp: 1_000_000_000_000, origin: 5 });
  await add(id, 'mail', { timestamp: '2001-09-09T01:46:40Z', origin: 4 });
  const entries = (await list('mail')).filter((entry) => get(entry, 'id') === id);
  assert.deepEqual(entries, [{ id, timestamp: '2001-09-09T01:46:40Z', origin: 4, detail: {} }]);
});

test('the list is by time, from startDate on and before endDate', async () => {
  const times = [
    '2030-01-03T00:00:00Z',
    '2030-01-01T00:00:00Z',
    '2030-01-02T00:00:00Z',
    '2030-01-02T00:00:00Z',
  ];
  for (const timestamp of times) await add(await someone(), 'sms', { timestamp });
  const within = async (query: string) =>
    (await list('sms', query)).map((entry) => String(get(entry, 'timestamp')).slice(5, 10));
  assert.deepEqual(await within('?startDate=2030-01-01'), ['01-01', '01-02', '01-02', '01-03']);
  assert.deepEqual(await within('?startDate=2030-01-02&endDate=2030-01-03'), ['01-02', '01-02']);
  assert.deepEqual(await within(`?startDate=${Date.UTC(2030, 0, 3)}`), ['01-03']);
  assert.deepEqual(await within('?startDate=2030-01-03&endDate=2030-01-01'), []);
  assertRefused(await client.get('/targets/redlist/sms?startDate=soon'), 'startDate');
  assertRefused(await client.get('/targets/redlist/mail?endDate=2030&endDate=2031'), 'endDate');
});

test('a contact that was deleted is on no list', async () => {
  const id = await someone();
  await add(id, 'mail');
  await call(client, 'DELETE', `/targets/${id}`);
  assert.ok(!(await list('mail')).some((entry) => get(entry, 'id') === id));
});

describe('it is refused', () => {
  test('with an origin that only SMS has, or that nobody has', async () => {
    const path = `/targets/${await someone()}/redlist/mail`;
    for (const origin of [6, 9, 10, -1, 'API'])
      assertProblem(await call(client, 'POST', path, { origin }), 400, 'invalid-content');
    for (const timestamp of ['soon', -1, true])
      assertProblem(await call(client, 'POST', path, { timestamp }), 400, 'invalid-content');
    const detail = { text: 'x'.repeat(20_000) };
    assertProblem(await call(client, 'POST', path, { detail }), 400, 'invalid-content');
  });

  test('for a contact that does not exist, or a medium that does not', async () => {
    assertProblem(await call(client, 'POST', '/targets/0ZZZZZZZ/redlist/mail'), 404, 'not-found');
    const path = `/targets/${await someone()}/redlist/post`;
    assertProblem(await call(client, 'POST', path), 404, 'no-such-operation');
  });
});
