import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../src/demo/random.ts';
import { generateEvents } from '../src/demo/stream.ts';
import { run, startServing } from './support/chappe-process.ts';
import { chanceOf, roundsOf } from './support/crash-rounds.ts';
import { dataFolder, store } from './support/data-folder.ts';
import { HttpClient } from './support/http-client.ts';
import { Killing } from './support/killing.ts';
import { assertFeeds, type Published, publishedAs } from './support/published.ts';
import { execution, NOON } from './support/sample-events.ts';
import { assertSealed, assertWell, LogLook, sealSmall } from './support/sealed-log.ts';

const ROUNDS = roundsOf('sealing');
const SPAN = 3_600_000;
const EVENTS = 2500;
const LATE = 60;

const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };

// Should it not go on, it would be waited for without end.
const timeout = 60_000 + ROUNDS * 20_000;

test(`feeds are whole after ${ROUNDS} kills of a server that seals, and it goes on sealing`, {
  timeout,
}, async (t) => {
  const random = chanceOf(t, 'sealing');
  const { data, key } = await dataFolder(t);
  const span = { startMs: NOON, spanMs: SPAN };
  const options = { ...span, count: EVENTS, actions: 5, seed: 'sealing', account: 'DEMO/028' };
  const published = [...generateEvents(options)].map(publishedAs);
  const events = published.map(({ event }) => event);
  await store(data, events);
  sealSmall(data);
  const killing = new Killing(random, ROUNDS);
  while (killing.goesOn()) {
    const server = await startServing(t, ['--data', data], { env: SETTINGS });
    const client = new HttpClient(server.url, key);
    using look = new LogLook(data);
    // What was left by the kill before is sealed now.
    while (look.sealed().holes > 0) await pause(5);
    await assertFeeds(client, published);
    published.push(...(await publishLate(client, random, published.length)));
    await killing.strike(server, {
      // They are sealed in order, so the first of them goes first.
      begun: () => look.sealed().firstHole > 1,
      over: () => look.sealed().holes === 0,
    });
    client.close();
  }
  t.diagnostic(`${killing.told()} were killed in the middle`);
  assertWell(data);
  assertSealed(data);
  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  await assertFeeds(client, published);
  client.close();
  const { code, stdout } = await run(['doctor', '--full', '--data', data]);
  assert.equal(code, 0, stdout);
});

/** Publishes events that fall among those that are sealed, and so open their blocks. */
async function publishLate(client: HttpClient, random: Random, number: number): Promise<Published[]> {
  const events = Array.from({ length: LATE }, (_, index) =>
    execution({ number: number + index, timestamp: NOON + random.below(SPAN) }),
  );
  const reply = await client.publish(JSON.stringify(events));
  assert.equal(reply.status, 200, reply.body.toString());
  return events.map((event) => publishedAs(JSON.stringify(event)));
}
