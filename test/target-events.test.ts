import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { itemsOf } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const { client } = await serveKeeper();

let people = 0;
const fresh = () => `paul${++people}@example.com`;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const create = (values: object) => done(call(client, 'POST', '/targets', values));
const eventsOf = async (id: unknown, leaf = '') =>
  itemsOf(await client.get(`/targets/${id}/events${leaf}?sort=asc`));
/** The types of events, with the fields that changed and the origin. */
const told = (events: readonly unknown[]) =>
  events.map((event) => [
    get(event, 'type'),
    get(event, 'source', 'detail', 'fields'),
    get(event, 'source', 'detail', 'origin'),
  ]);

test('the creation of a contact is an event, found by its id, unicity and hash', async () => {
  const email = fresh();
  const started = Date.now();
  const id = get(await create({ Email: email, LastName: 'Dupont' }), 'id');
  const [event, ...others] = await eventsOf(id);
  assert.deepEqual(others, []);
  const timestamp = Number(get(event, 'timestamp'));
  assert.ok(timestamp >= started && timestamp <= Date.now());
  assert.match(String(get(event, 'id')), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.deepEqual(event, {
    type: 'creation',
    id: get(event, 'id'),
    timestamp,
    identity: { type: 'customer', agency: 'DEMO', customer: '028' },
    source: {
      type: 'contact',
      detail: {
        contact: { type: 'footprint', id, unicity: email, hash: md5(email) },
        fields: [1, 4],
        origin: 1,
      },
    },
  });
  for (const query of [
    `id=${id}`,
    `unicity=${email}`,
    `unicity=${email.toUpperCase()}`,
    `hash=${md5(email)}`,
  ])
    assert.deepEqual(itemsOf(await client.get(`/targets/events?${query}`)), [event], query);
});

test('a change is an event that names the fields that changed; what changes nothing is none', async () => {
  const email = fresh();
  const path = `/targets/${get(await create({ Email: email, FirstName: 'A', LastName: 'B' }), 'id')}`;
  const changes = [
    { FirstName: 'A', Email: email.toUpperCase() },
    { FirstName: 'C', LastName: null },
    { FirstName: 'C', LastName: '' },
    { Email: fresh() },
  ];
  for (const values of changes) await done(call(client, 'PUT', path, values));
  await done(call(client, 'PUT', '/targets', { Email: `paul${people}@example.com`, Language: 'fr' }));
  assert.deepEqual(told(await eventsOf(path.slice('/targets/'.length))), [
    ['creation', [1, 3, 4], 1],
    ['modification', [3, 4], 1],
    ['modification', [1], 1],
    ['modification', [5], 1],
  ]);
});

test('a refused change is no event', async () => {
  const id = get(await create({ Email: fresh() }), 'id');
  for (const values of [{ Phone: 'x' }, { Email: null }, { 999: 1 }])
    assert.ok((await call(client, 'PUT', `/targets/${id}`, values)).status >= 400);
  assert.deepEqual(told(await eventsOf(id)), [['creation', [1], 1]]);
});

test('being put on a red list is an event with its origin, and so is being deleted', async () => {
  const email = fresh();
  const id = get(await create({ Email: email }), 'id');
  await call(client, 'POST', `/targets/${id}/redlist/sms`, { origin: 6 });
  await call(client, 'DELETE', `/targets/${id}`);
  const events = await eventsOf(id);
  assert.deepEqual(told(events), [
    ['creation', [1], 1],
    ['modification', [], 6],
    ['suppression', undefined, 1],
  ]);
  // The contact is gone; what happened to it is not.
  assert.deepEqual(itemsOf(await client.get(`/targets/events?hash=${md5(email)}&sort=asc`)), events);
});

test('each of many contacts that are deleted at once has its event', async () => {
  const ids = [];
  for (let number = 0; number < 3; number++) ids.push(get(await create({ Email: fresh() }), 'id'));
  await call(client, 'DELETE', '/targets', { type: 'id', value: ids });
  for (const id of ids) assert.equal(get((await eventsOf(id)).at(-1), 'type'), 'suppression');
});

test('an event is there as soon as its change was answered', async () => {
  const rounds = Array.from({ length: 200 }, async () => {
    const id = get(await create({ Email: fresh() }), 'id');
    assert.equal((await eventsOf(id)).length, 1);
  });
  await Promise.all(rounds);
});

describe('a feed of a contact', () => {
  test('is empty when nothing of its kind happened', async () => {
    const email = fresh();
    const id = String(get(await create({ Email: email }), 'id'));
    assert.deepEqual(await eventsOf(id, '/hits'), []);
    assert.deepEqual(await eventsOf(id.toLowerCase(), '/hits'), []);
    assert.equal((await eventsOf(id.toLowerCase())).length, 1);
  });

  test('is 404 for a contact that never was', async () => {
    for (const query of ['id=0ZZZZZZZ', 'unicity=nobody@example.com', `hash=${md5('nobody')}`])
      assertProblem(await client.get(`/targets/events?${query}`), 404, 'not-found');
  });
});
