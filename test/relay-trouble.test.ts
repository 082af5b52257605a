import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { addDomain, removeDomain } from '../src/senders/domains.ts';
import { addProfile, removeProfile } from '../src/senders/profiles.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { startScripted } from './support/scripted-smtp.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const HOUR = 3_600_000;
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

let server: TestServer;
let client: HttpClient;
let queue: DatabaseSync;
let sink: MailSink;
const closers: (() => Promise<unknown>)[] = [];
const cleaner = { after: (close: () => Promise<unknown>) => void closers.push(close) };

before(async () => {
  sink = await startSink(cleaner, { hideSTARTTLS: true });
  server = await serve({ settings: { retryHours: 3 } });
  await addProfile(server.catalog.db, DEMO, 'default', `smtp://127.0.0.1:${sink.port}`);
  client = await server.client({ permissions: KEEPER });
});
after(async () => {
  queue?.close();
  await server.close();
  for (const close of closers) await close();
});

type Trial = { domain?: string; proofArrived?: () => boolean };

/** An action whose messages leave by a sender of their own. */
async function actionBy(name: string, url: string, domain = 'defaultdomain'): Promise<string> {
  const { number } = await addProfile(server.catalog.db, DEMO, name, url);
  const headers = { from: { prefix: 'shop', domain, label: 'The shop' } };
  return validatedAction(client, {
    ...SMALLEST_MAIL,
    settings: { ...SMALLEST_MAIL.settings, sendingProfile: number },
    content: { ...SMALLEST_MAIL.content, headers, subject: name },
  });
}

async function contactAt(address: string): Promise<string> {
  return String(get(await done(call(client, 'PUT', '/targets', { Email: address })), 'id'));
}

/** Asks for as many messages of an action to one contact. */
async function execute(action: string, contact: string, count = 1): Promise<void> {
  const wish = { recipient: { type: 'id', value: contact } };
  await done(
    call(
      client,
      'POST',
      `${action}/executions`,
      Array.from({ length: count }, () => wish),
      EMAIL,
    ),
  );
}

/** Asks for a message by a sender of its own, and waits until it was tried in vain. Gives its contact. */
async function triedInVain(
  name: string,
  url: string,
  { domain, proofArrived = () => true }: Trial = {},
): Promise<string> {
  const action = await actionBy(name, url, domain);
  await eventually(async () => proofArrived(), Boolean);
  const contact = await contactAt(`${name}@example.com`);
  await execute(action, contact);
  queue ??= new DatabaseSync(join(server.data, 'accounts', 'DEMO-028', 'sends.db'), { timeout: 5000 });
  const waiting = queue.prepare(
    "SELECT attempts FROM sends WHERE json_extract(message, '$.execution.recipient.id') = ?",
  );
  await eventually(
    async () => waiting.get(contact)?.attempts,
    (attempts) => attempts === 1,
  );
  assert.deepEqual(await endOf(contact), []);
  return contact;
}

/** Lets the time pass until all that waits is tried again; or until it is tried for the last time. */
async function later(last = false): Promise<void> {
  queue.exec(`UPDATE sends SET due = 0${last ? ', expires = 1' : ''}`);
  // What is accepted wakes the one who sends.
  const action = await validatedAction(client, {
    ...SMALLEST_MAIL,
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
  });
  await execute(action, await contactAt('awake@example.com'));
}

/** The events that tell how messages to a contact ended. */
async function endOf(contact: string): Promise<unknown[]> {
  const events = itemsOf(await client.get(`/targets/${contact}/events?sort=asc`));
  return events.filter((event) =>
    ['activation', 'bounce', 'cancellation'].includes(String(get(event, 'type'))),
  );
}

const typesOf = (events: readonly unknown[]) => events.map((event) => get(event, 'type'));

describe('a message that waits because its relay', () => {
  test('broke off in the middle of it leaves later, once', async () => {
    // The proof of its action leaves over the first connection.
    const relay = await startScripted(cleaner, { MAIL: ['250 ok', 'drop'] }, { PIECE: 'drop' }, {});
    const proofArrived = () => relay.taken.length === 1;
    const contact = await triedInVain('drops', `smtp://127.0.0.1:${relay.port}`, { proofArrived });
    assert.equal(relay.taken.length, 1);
    const { expires } = queue.prepare('SELECT expires FROM sends').get() ?? {};
    assert.ok(Math.abs(Number(expires) - Date.now() - 3 * HOUR) < HOUR);
    await later();
    const events = await eventually(
      () => endOf(contact),
      (all) => all.length > 0,
    );
    assert.deepEqual(typesOf(events), ['activation']);
    assert.equal(relay.taken.filter((message) => /^To: drops@example\.com\r$/m.test(message)).length, 1);
  });

  test('shows the certificate of another host is given up at the end, and its bounce says why', async () => {
    const relay = await startSink(cleaner);
    const contact = await triedInVain('certified', `smtp://127.0.0.1:${relay.port}`);
    await later(true);
    const events = await eventually(
      () => endOf(contact),
      (all) => all.length > 1,
    );
    assert.deepEqual(typesOf(events), ['activation', 'bounce']);
    const bounce = get(events[1], 'source', 'detail', 'bounce');
    assert.equal(get(bounce, 'analysis', 'verdict'), 'soft');
    assert.match(String(get(bounce, 'status', 'diagnostic')), /self-signed certificate/);
    assert.equal(relay.mails.length, 0);
  });

  test('refuses all who come to it is tried again, and is no matter of its address', async () => {
    const relay = await startScripted(
      cleaner,
      { GREETING: '554 5.7.1 go away' },
      { GREETING: '554 5.7.1 go away' },
      {},
    );
    const contact = await triedInVain('unwelcome', `smtp://127.0.0.1:${relay.port}`);
    await later();
    const events = await eventually(
      () => endOf(contact),
      (all) => all.length > 0,
    );
    assert.deepEqual(typesOf(events), ['activation']);
  });

  test('was removed meanwhile is cancelled, and leaves by none other', async () => {
    const relay = await startScripted(cleaner, { RCPT: '450 4.2.1 later' });
    const contact = await triedInVain('removed', `smtp://127.0.0.1:${relay.port}`);
    await removeProfile(server.catalog.db, DEMO, 'removed');
    await later();
    const [event] = await eventually(
      () => endOf(contact),
      (all) => all.length > 0,
    );
    const cancellation = get(event, 'source', 'detail', 'cancellation');
    assert.equal(get(cancellation, 'type'), 'delivery failure');
    assert.equal(get(cancellation, 'value', 'type'), 'sender');
  });

  test('was busy is cancelled when its domain was removed meanwhile', async () => {
    const relay = await startSink(cleaner, {
      hideSTARTTLS: true,
      onRcptTo: (_address, _session, then) => then(reply(450, '4.2.1 later')),
    });
    await addDomain(server.catalog.db, DEMO, 'gone.example');
    const contact = await triedInVain('domain', `smtp://127.0.0.1:${relay.port}`, { domain: 'gone.example' });
    await removeDomain(server.catalog.db, DEMO, 'gone.example');
    await later();
    const [event] = await eventually(
      () => endOf(contact),
      (all) => all.length > 0,
    );
    const value = get(event, 'source', 'detail', 'cancellation', 'value');
    assert.deepEqual(value, { type: 'domain', message: 'the account may not send from gone.example' });
  });
});

/** More messages than are under way at the same time. */
const MANY = 100;

describe('a message does not wait', () => {
  const arrived = (address: string) => sink.mails.filter(({ to }) => to.includes(address)).length;

  test('for those of another sender whose relay takes connections and says nothing', async (t) => {
    const silent = await startScripted(t, { GREETING: 'hang' });
    const held = await contactAt('held@example.com');
    await execute(await actionBy('silent', `smtp://127.0.0.1:${silent.port}`), held, MANY);
    await eventually(async () => silent.connections, Boolean);
    await execute(
      await actionBy('other', `smtp://127.0.0.1:${sink.port}`),
      await contactAt('free@example.com'),
    );
    await eventually(
      async () => arrived('free@example.com'),
      (count) => count === 1,
    );
    assert.deepEqual(await endOf(held), []);
  });

  test('for those to another domain that gets few at a time', async () => {
    const action = await actionBy('measured', `smtp://127.0.0.1:${sink.port}?rate=0.01`);
    await execute(action, await contactAt('many@slow.example'), MANY);
    await eventually(
      async () => arrived('many@slow.example'),
      (count) => count === 1,
    );
    await execute(action, await contactAt('one@quick.example'));
    await eventually(
      async () => arrived('one@quick.example'),
      (count) => count === 1,
    );
    assert.equal(arrived('many@slow.example'), 1);
  });
});

test('nothing of all this was an unforeseen failure', () => {
  assert.deepEqual(server.errors, []);
});
