import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIVATIONS, eventWith, FOOTPRINT } from './fixtures/variants/envelope.ts';
import { itemsOf, type Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const { server, client } = await serveKeeper();

const MORNING = Date.UTC(2026, 2, 5, 7, 30);
const WEB = { type: 'web', ip: { type: 'v4', value: '192.0.2.1' } };

let published = 0;
function uuid(n: number): string {
  return `0a3f1c5e-98f4-4c55-8a8e-${n.toString(16).padStart(12, '0')}`;
}

/** An event of the n-th push message to a contact, so many seconds after the message left. */
function pushEvent(
  type: string,
  contact: string,
  n: number,
  { after = 0, ...detail }: { after?: number; [member: string]: unknown } = {},
): object {
  const left = MORNING + n * 60_000;
  const activation = {
    ...ACTIVATIONS.notification,
    id: 156 + (n % 2),
    receiver: { type: 'contact', value: { ...FOOTPRINT, id: contact } },
    stamp: { time: left - 500, id: uuid(n), thread: uuid(1_000_000 + n) },
  };
  return {
    ...eventWith(type, 'notification', { activation, ...detail }),
    id: uuid(2_000_000 + published++),
    timestamp: left + after * 1000,
  };
}

function followed(contact: string, n: number, type: string, after: number, client: object = WEB): object {
  return pushEvent('hit', contact, n, { link: { type }, client, after });
}

/** The item of the n-th message, which left to the second. */
function item(
  target: string,
  n: number,
  { redirection, dismiss }: { redirection?: number; dismiss?: number } = {},
): object {
  const at = (after?: number) =>
    after === undefined ? null : new Date(MORNING + n * 60_000 + after * 1000).toISOString();
  return {
    notification_key: 156 + (n % 2),
    target,
    libelle: '',
    activation: at(0),
    redirection: at(redirection),
    dismiss: at(dismiss),
  };
}

async function publish(...events: object[]): Promise<void> {
  await done(client.publishLines(events.map((event) => JSON.stringify(event)).join('\n')));
}

const notificationsOf = (contact: string, query = ''): Promise<Reply> =>
  client.get(`/targets/${contact}/notifications?sort=asc${query}`);

test('the push messages of a contact tell when they left, and were first followed and swiped away', async () => {
  const contact = '000PUSH1';
  await publish(
    followed(contact, 3, 'redirection', 40),
    followed(contact, 3, 'redirection', 20),
    followed(contact, 3, 'dismiss', 30),
    pushEvent('activation', contact, 2),
    pushEvent('activation', contact, 3),
    pushEvent('activation', contact, 1),
    followed(contact, 2, 'dismiss', 7 * 86_400),
    followed(contact, 2, 'dismiss', 8 * 86_400),
  );
  assert.deepEqual(itemsOf(await notificationsOf(contact)), [
    item(contact, 1),
    item(contact, 2, { dismiss: 7 * 86_400 }),
    item(contact, 3, { redirection: 20, dismiss: 30 }),
  ]);
});

test('a window is one of messages by when they left, and the order is theirs', async () => {
  const contact = '000PUSH2';
  const messages = [1, 2, 3, 4].map((n) => pushEvent('activation', contact, n));
  await publish(...messages, followed(contact, 2, 'redirection', 86_400));
  const [start, end] = [MORNING + 120_000, MORNING + 240_000];
  const second = item(contact, 2, { redirection: 86_400 });
  assert.deepEqual(itemsOf(await notificationsOf(contact, `&start=${start}&end=${end}`)), [
    second,
    item(contact, 3),
  ]);
  const descending = await client.get(`/targets/${contact}/notifications?sort=desc&end=${end}`);
  assert.deepEqual(itemsOf(descending), [item(contact, 3), second, item(contact, 1)]);
  for (const query of ['sort=up', 'start=soon', 'end=late'])
    assertProblem(await client.get(`/targets/${contact}/notifications?${query}`), 400, 'invalid-parameter');
});

test('hits of robots, messages of other channels, and what did not leave are not told', async () => {
  const contact = '000PUSH3';
  const receiver = { ...FOOTPRINT, id: contact };
  // A member of the sender's own makes it look like an event of a notification.
  const email = { ...ACTIVATIONS.email, receiver, own: { type: 'notification' } };
  const execution = { id: 156, kind: 'application', recipient: receiver, stamp: ACTIVATIONS.email.stamp };
  await publish(
    pushEvent('activation', contact, 10),
    followed(contact, 10, 'redirection', 5, { ...WEB, classification: { type: 'genericrobot' } }),
    { ...eventWith('activation', 'email', { activation: email }), id: uuid(3_000_001) },
    {
      ...eventWith('hit', 'email', { activation: email, link: { type: 'redirection' }, client: WEB }),
      id: uuid(3_000_002),
    },
    { ...eventWith('execution', 'notification', { execution }), id: uuid(3_000_003) },
  );
  assert.deepEqual(itemsOf(await notificationsOf(contact)), [item(contact, 10)]);
});

test('of very many messages each has its own dates', async () => {
  const contact = '000PUSH4';
  const count = 10_100;
  const messages = Array.from({ length: count }, (_, n) => pushEvent('activation', contact, n));
  const hits = [0, 9_999, 10_000, 10_099].map((n) => followed(contact, n, 'redirection', 60 * count));
  await publish(...messages, ...hits);
  const items = itemsOf(await notificationsOf(contact));
  assert.equal(items.length, count);
  for (const [n, told] of items.entries()) {
    const redirection = [0, 9_999, 10_000, 10_099].includes(n) ? { redirection: 60 * count } : {};
    assert.deepEqual(told, item(contact, n, redirection));
  }
});

test('a contact without push messages has none; one that never was is 404', async () => {
  const id = get(await done(call(client, 'POST', '/targets', { Email: 'quiet@example.com' })), 'id');
  assert.deepEqual(itemsOf(await notificationsOf(String(id))), []);
  assert.deepEqual(itemsOf(await notificationsOf(String(id).toLowerCase())), []);
  assertProblem(await notificationsOf('0ZZZZZZZ'), 404, 'not-found');
});

test('whoever may read contacts but no events is refused', async () => {
  const keeper = await server.client({ permissions: KEEPER.filter((name) => name !== 'events:read') });
  assertProblem(await keeper.get('/targets/000PUSH1/notifications'), 403, 'permission-denied');
});
