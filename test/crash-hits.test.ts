import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openCatalog } from '../src/storage/catalog.ts';
import { startServing } from './support/chappe-process.ts';
import { chanceOf, roundsOf } from './support/crash-rounds.ts';
import { dataFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';

const ROUNDS = roundsOf('hits');
const READERS = 8;
const LONGEST = 400;

test(`every hit that was answered is an event, once, after ${ROUNDS} kills of the server`, async (t) => {
  const random = chanceOf(t, 'hits');
  const { data, key } = await dataFolder(t);
  const catalog = await openCatalog(data);
  t.after(() => catalog.close());
  const message = messageTo('000R4M0T');
  const path = await pathsOf(message, catalog);
  const answered = new Set<string>();
  let cutOff = 0;
  let asked = 0;
  for (let round = 0; round < ROUNDS; round++) {
    // Some are killed before a hit was judged, some while hits are, and some while they are published.
    const env = { CHAPPE_HIT_WINDOW: String(round % 2), CHAPPE_LOG_LEVEL: 'warn' };
    const server = await startServing(t, ['--data', data], { env });
    const client = new HttpClient(server.url);
    const readers = Array.from({ length: READERS }, async () => {
      for (;;) {
        const label = `link ${++asked}`;
        const destination = 'https://shop.example/';
        try {
          const reply = await client.get(path({ type: 'redirection', source: 'html', label, destination }));
          assert.equal(reply.status, 302);
          answered.add(label);
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          cutOff += 1;
          return;
        }
      }
    });
    await pause(random.unit() * LONGEST);
    await server.kill();
    await Promise.all(readers);
    client.close();
  }
  const env = { CHAPPE_HIT_WINDOW: '0' };
  const server = await startServing(t, ['--data', data], { env });
  const client = new HttpClient(server.url, key);
  const labels = await eventually(
    async () => {
      const hits = itemsOf(await client.get('/actions/events?classification=all'));
      return hits.map((hit) => String(get(hit, 'source', 'detail', 'link', 'label')));
    },
    (found) => found.length >= answered.size && answered.isSubsetOf(new Set(found)),
  );
  assert.equal(new Set(labels).size, labels.length);
  assert.ok(labels.length <= answered.size + cutOff);
  client.close();
  t.diagnostic(`${answered.size} answered, ${cutOff} cut off, ${labels.length} events`);
  // Kills that hit nothing would show nothing.
  assert.ok(answered.size > ROUNDS && cutOff >= ROUNDS);
});
