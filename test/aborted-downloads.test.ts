import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../src/demo/random.ts';
import { generateEvents } from '../src/demo/stream.ts';
import { startServing } from './support/chappe-process.ts';
import { dataFolder, store } from './support/data-folder.ts';
import { sampleOf } from './support/exposition.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { ProcessMemory } from './support/process-memory.ts';
import { NOON } from './support/sample-events.ts';
import { scrape, scrapeUntil } from './support/scrape.ts';
import { sealSmall } from './support/sealed-log.ts';

const EVENTS = 1500;
const DOWNLOADS = Number(process.env.CHAPPE_ABORTED_DOWNLOADS ?? 400);
const AT_ONCE = 20;

/** As many are aborted before anything is measured: what the server needs once is there then. */
const WARM_UP = 150;

const MEGABYTE = 1024 * 1024;

const MOST_HEAP = 8 * MEGABYTE;

/**
 * Of all memory, when a thousand are aborted: it grows and shrinks by tens of megabytes as the processor is busy, in which
 * what a few hundred might leave behind would not show.
 */
const MOST_RESIDENT = 64 * MEGABYTE;
const ENOUGH_TO_WEIGH = 1000;

/** How long a server may take to notice that clients are gone, in milliseconds. */
const PATIENCE = 10_000;

const NOT_LINUX =
  process.platform !== 'linux' &&
  'NOT RUN: needs Linux, which tells the memory and files of processes in /proc';
if (NOT_LINUX) process.stderr.write(`aborted-downloads.test.ts ${NOT_LINUX}\n`);

test(`${DOWNLOADS} aborted downloads cost a server no memory and no file`, { skip: NOT_LINUX }, async (t) => {
  const { data, key } = await dataFolder(t);
  const options = { count: EVENTS, seed: 'abort', account: 'DEMO/028', startMs: NOON, spanMs: 3_600_000 };
  const events = [...generateEvents(options)].map((text): unknown => JSON.parse(text));
  await store(data, events);
  sealSmall(data);
  const env = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };
  const server = await startServing(t, ['--data', data], { env });
  const memory = new ProcessMemory(server.pid);
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  const random = new Random('abort');

  for (const encoding of ['identity', 'gzip', 'zstd'])
    await client.get('/actions/events?sort=asc', { 'Accept-Encoding': encoding });
  // Its databases open a file more each when they are first written.
  const files = (await memory.openFiles()) + 5;
  await abortMany(server.url, key, random, WARM_UP);
  await untilIdle(client, memory, files);
  const [heap, resident] = [await leastHeap(client), await memory.resident()];
  await abortMany(server.url, key, random, DOWNLOADS);
  await untilIdle(client, memory, files);
  const more = { heap: (await leastHeap(client)) - heap, resident: (await memory.resident()) - resident };
  t.diagnostic(`${files} files; more than before: ${JSON.stringify(more)}`);
  assert.ok(more.heap < MOST_HEAP, `${more.heap} bytes of heap more`);
  if (DOWNLOADS >= ENOUGH_TO_WEIGH) assert.ok(more.resident < MOST_RESIDENT, `${more.resident} bytes more`);
  const reply = await client.get('/actions/events?classification=all&sort=asc');
  assert.equal(itemsOf(reply).length, EVENTS);
  server.signal('SIGTERM');
  const { code, stderr } = await server.ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, /"level":[56]0/);
});

/** Begins so many downloads, several at a time, and ends each at some moment: before its answer, in it, at its end. */
async function abortMany(url: string, key: string, random: Random, count: number): Promise<void> {
  let left = count;
  const downloading = Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      await abortOne(url, key, random);
    }
  });
  await Promise.all(downloading);
}

function abortOne(url: string, key: string, random: Random): Promise<void> {
  const encoding = random.pick(['identity', 'gzip', 'zstd']);
  const feed = random.pick([
    '/actions/events?sort=asc',
    '/actions/events',
    '/actions/events?sort=desc&classification=all',
  ]);
  const enough = Math.floor(random.unit() ** 3 * 2 * MEGABYTE);
  const patience = random.unit() * 30;
  const early = random.chance(0.3);
  return new Promise((resolve) => {
    const outgoing = request(`${url}${feed}`, {
      agent: false,
      headers: { 'X-Key': key, 'Accept-Encoding': encoding },
    });
    outgoing.once('close', resolve);
    outgoing.on('error', () => undefined);
    outgoing.once('response', (response) => {
      let size = 0;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size >= enough) outgoing.destroy();
      });
    });
    // Some go while their answer is still being prepared.
    if (early) outgoing.once('finish', () => setTimeout(() => outgoing.destroy(), patience));
    outgoing.end();
  });
}

/** Waits until no answer is under way, and no more files are open than may be. */
async function untilIdle(client: HttpClient, memory: ProcessMemory, files: number): Promise<void> {
  await scrapeUntil(client, 'the end of all answers', (found) => {
    const ended = ['whole', 'client', 'stalled', 'server'].map(
      (end) => sampleOf(found, 'chappe_feed_answers_ended_total', { end }) ?? 0,
    );
    const begun = sampleOf(found, 'chappe_feed_answers_begun_total');
    return begun === ended.reduce((sum, count) => sum + count, 0);
  });
  const end = performance.now() + PATIENCE;
  for (let open = await memory.openFiles(); open > files; open = await memory.openFiles()) {
    assert.ok(performance.now() < end, `${open} files are open, ${files} may be`);
    await pause(20);
  }
}

/** What is left of the heap after its collections, about: scraping makes garbage enough for some. */
async function leastHeap(client: HttpClient): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 60; time++)
    least = Math.min(least, sampleOf(await scrape(client), 'chappe_heap_used_bytes') ?? least);
  return least;
}
