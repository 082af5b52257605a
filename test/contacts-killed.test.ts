import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { createKey } from '../src/accounts/keys.ts';
import { openLogs } from '../src/logs.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { startServing } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { call, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';

const ROUNDS = 3;
const WRITERS = 12;

/** What the contacts of an account have been through, as its log tells it. */
async function livesIn(data: string): Promise<unknown[]> {
  const logs = openLogs({ data }, { floorOf: () => 0 });
  const log = logs.of('DEMO-028');
  const query = {
    scope: { of: 'family', family: 'contacts' },
    robots: 'shown',
    after: 0,
    sort: 'asc',
  } as const;
  const chunks = [];
  const framing = { open: '[', between: ',', close: ']', closeEmpty: true };
  for await (const chunk of log.read({ ...query, upTo: log.head() }, framing))
    chunks.push(Buffer.from(chunk));
  await logs.close();
  const lives: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return Array.isArray(lives) ? lives : [];
}

test('whenever the server is killed, contacts and their events stay together', async (t) => {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, parseAccount('DEMO/028'), { permissions: KEEPER });
  await catalog.close();
  const acknowledged = new Set<string>();
  let number = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServing(t, ['--data', data], { env: { CHAPPE_RATE_LIMIT: '0' } });
    const client = new HttpClient(server.url, key);
    const enough = acknowledged.size + 150 * (round + 1);
    const write = async () => {
      for (;;) {
        const email = `killed${++number}@example.com`;
        const made = await call(client, 'PUT', '/targets', { Email: email });
        assert.equal(made.status, 200);
        acknowledged.add(email);
        if (acknowledged.size >= enough) server.signal('SIGKILL');
      }
    };
    // Every writer ends with an error, when the server is gone.
    await Promise.allSettled(Array.from({ length: WRITERS }, write));
    await server.ended;
    client.close();
  }

  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  const contacts = itemsOf(await client.get('/targets'));
  const first = get(contacts[0], 'id');
  // Asking for a contact's events waits until those that were left are in the log.
  assert.equal((await client.get(`/targets/${first}/events`)).status, 200);
  client.close();
  server.signal('SIGTERM');
  await server.ended;

  const emails = contacts.map((contact) => String(get(contact, 'fields', '1')));
  assert.equal(new Set(emails).size, emails.length);
  for (const email of acknowledged) assert.ok(emails.includes(email), `${email} is lost`);
  const lives = await livesIn(data);
  assert.deepEqual(
    lives.map((event) => get(event, 'type')),
    lives.map(() => 'creation'),
  );
  assert.deepEqual(
    lives.map((event) => get(event, 'source', 'detail', 'contact', 'id')).toSorted(),
    contacts.map((contact) => get(contact, 'id')).toSorted(),
  );
});
