import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createKey } from '../src/accounts/keys.ts';
import { Random } from '../src/demo/random.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { startServing } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';
import { HttpClient, itemsOf, type Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const ROUNDS = 3;
const AT_ONCE = 8;
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

test('a request whose answer is lost as the server is killed is repeated, and sends once', async (t) => {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
  await catalog.close();
  const serve = async () => {
    const server = await startServing(t, ['--data', data], { env: { CHAPPE_RATE_LIMIT: '0' } });
    const client = new HttpClient(server.url, key);
    t.after(() => client.close());
    return { server, client };
  };
  const random = new Random('idempotency');
  let { server, client } = await serve();
  const action = await validatedAction(client);
  const addresses = Array.from({ length: ROUNDS * AT_ONCE }, (_, n) => `reader${n}@example.com`);
  await Promise.all(addresses.map((Email) => done(call(client, 'POST', '/targets', { Email }))));
  const ask = (from: HttpClient, address: string): Promise<Reply> => {
    const wish = { recipient: { type: 'unicity', value: [address] } };
    const headers = { ...EMAIL, 'Idempotency-Key': `"${address}"` };
    return call(from, 'POST', `${action}/execution`, wish, headers);
  };

  const ids = new Map<string, string>();
  let accepted = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const asked = addresses.slice(round * AT_ONCE, (round + 1) * AT_ONCE);
    const lost = Promise.allSettled(asked.map((address) => ask(client, address)));
    // The first is killed once something is accepted, whether it is answered or not; the others whenever it is.
    if (round === 0) await until(() => remembered(data).size > 0);
    else await pause(random.unit() * 15);
    await server.kill();
    const answers = await lost;
    client.close();
    const kept = remembered(data);
    accepted += asked.filter((address) => kept.has(address)).length;
    ({ server, client } = await serve());
    const repeated = await Promise.all(asked.map((address) => ask(client, address)));
    for (const [n, again] of repeated.entries()) {
      const [first, address = ''] = [answers[n], asked[n]];
      assert.equal(again.status, 200, again.body.toString());
      const wanted = first?.status === 'fulfilled' ? first.value.body.toString() : kept.get(address);
      if (wanted !== undefined) assert.equal(again.body.toString(), wanted);
      ids.set(address, String(get(JSON.parse(again.body.toString()), 'id')));
    }
  }

  // It waits until the events of all that was accepted are in the log.
  for (const id of ids.values()) await done(client.get(`/messages/${id}`));
  const executions = itemsOf(await client.get(`${action}/events?classification=all`))
    .filter((event) => get(event, 'type') === 'execution')
    .map((event) => get(event, 'source', 'detail', 'execution'));
  assert.deepEqual(
    executions
      .map((execution) => [get(execution, 'recipient', 'unicity'), get(execution, 'stamp', 'id')].join())
      .toSorted(),
    [...ids].map((pair) => pair.join()).toSorted(),
  );
  t.diagnostic(`${accepted} of ${addresses.length} requests were accepted before their server was killed`);
  assert.ok(accepted > 0);
});

/** What the file remembers, by the names of requests, as another process reads it. */
function remembered(data: string): Map<string, string> {
  const file = new DatabaseSync(join(data, 'accounts', 'DEMO-028', 'sends.db'), { readOnly: true });
  try {
    const rows = file.prepare('SELECT name, body FROM answers').all();
    return new Map(rows.map(({ name, body }) => [String(name), String(body)]));
  } finally {
    file.close();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(0);
}
