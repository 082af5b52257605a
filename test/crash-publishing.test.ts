import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../src/demo/random.ts';
import { generateEvents } from '../src/demo/stream.ts';
import type { Receipt } from '../src/events/publisher.ts';
import { ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { chanceOf, roundsOf } from './support/crash-rounds.ts';
import { dataFolder, store } from './support/data-folder.ts';
import { HttpClient, itemsOf, jsonOf, logPosition, type Reply } from './support/http-client.ts';
import { Ledger, type Publication, type Way } from './support/ledger.ts';
import { assertFeeds, publishedAs } from './support/published.ts';
import { execution, lines, NOON } from './support/sample-events.ts';
import { LogLook } from './support/sealed-log.ts';

const ROUNDS = roundsOf('publishing');

/** What the clients do that publish at the same time. */
const CLIENTS: readonly Way[] = ['one', 'one', 'one', 'array', 'array', 'array', 'lines', 'lines'];

const WHOLE_LOG = '/actions/events?classification=all';
const LINES = { Accept: 'application/x-ndjson' };
const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };

test(`every acknowledged event survives ${ROUNDS} kills of the server, once`, async (t) => {
  const random = chanceOf(t, 'publishing');
  const { data, key } = await dataFolder(t);
  const ledger = new Ledger();
  for (let round = 1; round <= ROUNDS; round++) {
    const server = await startServing(t, ['--data', data], { env: SETTINGS });
    const client = new HttpClient(server.url, key);
    await inspect(client, ledger);
    await publishUntilKilled(server, client, ledger, random);
    client.close();
  }
  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  await inspect(client, ledger);
  const events = ledger.eventsOf({ numbers: ledger.numbers() });
  await assertFeeds(
    client,
    events.map((event) => publishedAs(JSON.stringify(event))),
  );
  client.close();
  const { code, stdout } = await run(['doctor', '--full', '--data', data]);
  assert.equal(code, 0, stdout);
  const { acknowledged, cutOff } = ledger;
  t.diagnostic(
    `log at ${ledger.position}; requests acknowledged and cut off: ${JSON.stringify({ acknowledged, cutOff })}`,
  );
  // Kills that hit nothing would show nothing.
  assert.ok(Math.min(...Object.values(acknowledged), ...Object.values(cutOff)) > ROUNDS / 3);
});

async function inspect(client: HttpClient, ledger: Ledger): Promise<void> {
  const reply = await get(client, `${WHOLE_LOG}&after=${ledger.inspected}`);
  ledger.inspect(itemsOf(reply), logPosition(reply));
}

async function get(client: HttpClient, path: string): Promise<Reply> {
  const reply = await client.get(path, LINES);
  assert.equal(reply.status, 200, reply.body.toString());
  return reply;
}

/** Lets all clients publish, and kills the server some moment after it acknowledged some requests. */
async function publishUntilKilled(
  server: ChappeProcess,
  client: HttpClient,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  let left = random.between(1, 50);
  const enough = Promise.withResolvers<void>();
  const clients = CLIENTS.map(async (way) => {
    for (;;) {
      const publication = ledger.compose(way, random);
      const reply = await send(client, ledger, publication);
      if (reply === undefined) return;
      assert.equal(reply.status, 200, reply.body.toString());
      ledger.acknowledge(publication, receiptOf(reply));
      left -= 1;
      if (left <= 0) enough.resolve();
    }
  });
  await Promise.race([enough.promise, ...clients]);
  // Right after an answer the server would be idle more often than at any other moment.
  await pause(random.unit() * 40);
  assert.equal((await server.kill()).signal, 'SIGKILL', 'the server ended by itself');
  await Promise.all(clients);
}

/** So many events, one a line, of the account. */
function generate(count: number): string[] {
  return [
    ...generateEvents({ count, seed: 'import', account: 'DEMO/028', startMs: NOON, spanMs: 3_600_000 }),
  ];
}

test('an import that is killed and done again stores each event once', async (t) => {
  const { data } = await dataFolder(t);
  // Large ones, of which fifty are stored together: the others are still to be stored when the first of them are.
  const padding = 'x'.repeat(20_000);
  const events = Array.from({ length: 1000 }, (_, number) =>
    JSON.stringify(execution({ number, data: { padding } })),
  );
  // So the log is there, and can be looked at from the beginning.
  await store(data, [execution({ number: 0, data: { padding } })]);
  using log = new LogLook(data);
  const importing = ['events', 'import', 'DEMO/028', '--data', data];
  const killed = new ChappeProcess(importing);
  t.after(() => killed.kill());
  for (const line of events.slice(0, 900)) {
    if (!killed.stdin.write(`${line}\n`)) await once(killed.stdin, 'drain');
  }
  while (log.head() === 1) await pause(1);
  assert.equal((await killed.kill()).signal, 'SIGKILL');

  const again = await run(importing, { input: `${events.join('\n')}\n` });
  const [, stored, repeated] =
    /^(\d+) events stored, (\d+) were there already; position 1000\n$/.exec(again.stderr) ?? [];
  assert.equal(again.code, 0, again.stderr);
  t.diagnostic(`${repeated} events were stored before the kill`);
  assert.equal(Number(stored) + Number(repeated), events.length, again.stderr);
  assert.ok(Number(stored) >= 100 && Number(repeated) > 1, again.stderr);
  assertSame(await exported(data), events);
});

test('an import beside a server that takes events loses nothing, and its events show at once', async (t) => {
  const { data, key } = await dataFolder(t);
  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  const events = generate(4000);
  const importing = run(['events', 'import', 'DEMO/028', '--data', data], {
    input: `${events.join('\n')}\n`,
  });
  let imported = false;
  const done = importing.finally(() => {
    imported = true;
  });
  const published: string[] = [];
  const positions: number[] = [];
  do {
    const batch = Array.from({ length: 20 }, (_, n) =>
      JSON.stringify(execution({ number: published.length + n })),
    );
    const reply = await client.publish(`[${batch}]`);
    assert.equal(reply.status, 200, reply.body.toString());
    positions.push(receiptOf(reply).position);
    published.push(...batch);
  } while (!imported);
  assert.match((await done).stderr, /^4000 events stored, 0 were there already/);
  const reply = await get(client, WHOLE_LOG);
  assert.equal(logPosition(reply), events.length + published.length);
  assertSame(reply.body.toString().trimEnd().split('\n'), [...events, ...published]);
  // The two took turns, or this would have shown little.
  t.diagnostic(`${positions.length} requests were answered during the import`);
  assert.ok(positions.length > 5);
  assert.deepEqual(
    positions,
    [...new Set(positions)].toSorted((a, b) => a - b),
  );
});

/** The same lines, each once, in any order. */
function assertSame(found: readonly string[], expected: readonly string[]): void {
  const lines = new Set(found);
  assert.equal(found.length, expected.length);
  assert.equal(lines.size, expected.length);
  assert.ok(expected.every((line) => lines.has(line)));
}

/** All events of the log as text, one a line, in any order. */
async function exported(data: string): Promise<string[]> {
  const options = ['--classification', 'all', '--format', 'ndjson', '--data', data];
  const { stdout, stderr, code } = await run(['events', 'export', 'DEMO/028', '/actions/events', ...options]);
  assert.equal(code, 0, stderr);
  return stdout.trimEnd().split('\n');
}

/** The answer; none when the server was killed before it was complete. */
async function send(
  client: HttpClient,
  ledger: Ledger,
  publication: Publication,
): Promise<Reply | undefined> {
  const events = ledger.eventsOf(publication);
  try {
    switch (publication.way) {
      case 'one':
        return await client.publish(JSON.stringify(events[0]));
      case 'array':
        return await client.publish(JSON.stringify(events));
      case 'lines':
        return await client.publishLines(inPieces(lines(events)));
    }
  } catch {
    return undefined;
  }
}

async function* inPieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}

function receiptOf(reply: Reply): Receipt {
  const { accepted, duplicates, position } = Object(jsonOf(reply));
  return { accepted, duplicates, position };
}
