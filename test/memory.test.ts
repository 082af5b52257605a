import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { generateEvents } from '../src/demo/stream.ts';
import { ChappeProcess, startServing } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';
import { HttpClient } from './support/http-client.ts';
import { ProcessMemory } from './support/process-memory.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { NOON } from './support/sample-events.ts';

/** How many events of about a kilobyte the log has: together more than a server may grow by. */
const EVENTS = Number(process.env.CHAPPE_MEMORY_EVENTS ?? 70_000);

/** From the first event to the last, in milliseconds. */
const SPAN = 86_400_000;

const MEGABYTE = 1024 * 1024;
const MOST = 64 * MEGABYTE;
const STALLED = 50;

/** How long a server writes nothing before it is taken to be at rest, in milliseconds. */
const QUIET = 700;

const NOT_LINUX =
  process.platform !== 'linux' && 'NOT RUN: needs Linux, which tells the memory of processes in /proc';
if (NOT_LINUX) process.stderr.write(`memory.test.ts ${NOT_LINUX}\n`);

// Each on a server of its own: what one has grown by would hide what the next one needs.
describe(`a server with ${EVENTS} events`, { skip: NOT_LINUX }, async () => {
  const { data, key } = await dataFolder({ after });
  await importEvents(data);
  await letWorkEnd(data);

  for (const encoding of ['identity', 'gzip']) {
    test(`exports all of them, sorted, in little memory (${encoding})`, async (t) => {
      const { server, memory, idle } = await restingServer(t, data, key);
      const size = await discard(`${server.url}/actions/events?classification=all&sort=asc`, {
        'X-Key': key,
        'Accept-Encoding': encoding,
      });
      t.diagnostic(`${megabytes(size)} were sent`);
      assert.ok(size > EVENTS * (encoding === 'identity' ? 900 : 100), `only ${size} bytes came`);
      assertGrewLittle(t, await memory.peak(), idle);
      await assertEndsWell(server);
    });
  }

  test(`needs little memory for ${STALLED} clients that stop reading, and no file when they are gone`, async (t) => {
    const { server, memory, idle } = await restingServer(t, data, key);
    const before = await memory.openFiles();
    const clients = Array.from({ length: STALLED }, () => new RawConnection(server.url));
    t.after(() => {
      for (const client of clients) client.close();
    });
    for (const client of clients) {
      await client.write(requestText('GET', '/actions/events?classification=all&sort=asc', { 'X-Key': key }));
    }
    for (const client of clients) {
      await client.until(/\r\n\r\n/);
      client.socket.pause();
    }
    await untilQuiet(memory);
    assert.ok((await memory.openFiles()) >= before + STALLED, 'the clients are not there any more');
    assertGrewLittle(t, await memory.peak(), idle);
    for (const client of clients) client.close();
    await untilOpenFiles(memory, before);
    await assertEndsWell(server);
  });
});

/** Has a server do what it does in the background after an import: it costs memory once, and hides what exports cost. */
async function letWorkEnd(data: string): Promise<void> {
  const server = await startServing({ after }, ['--data', data]);
  await untilQuiet(new ProcessMemory(server.pid));
  await assertEndsWell(server);
}

function assertGrewLittle(t: TestContext, peak: number, idle: number): void {
  t.diagnostic(`idle ${megabytes(idle)}, at most ${megabytes(peak)}: ${megabytes(peak - idle)} more`);
  assert.ok(peak - idle <= MOST, `${megabytes(peak - idle)} more than ${megabytes(idle)}`);
}

async function assertEndsWell(server: ChappeProcess): Promise<void> {
  server.signal('SIGTERM');
  const { code, stderr } = await server.ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, /"level":[56]0/);
}

/** A server that has done a little of everything, so that what it needs once is there, and has nothing left to do. */
async function restingServer(t: TestContext, data: string, key: string) {
  // Nothing but the clients' own doing shall close their connections.
  const server = await startServing(t, ['--data', data], { env: { CHAPPE_STALL_TIMEOUT: '3600' } });
  const memory = new ProcessMemory(server.pid);
  const client = new HttpClient(server.url, key);
  for (const encoding of ['identity', 'gzip', 'zstd']) {
    for (const events of [5, 50, 1000]) {
      const end = NOON + Math.floor((SPAN * events) / EVENTS);
      const reply = await client.get(`/actions/events?end=${end}&sort=asc`, { 'Accept-Encoding': encoding });
      assert.equal(reply.status, 200);
    }
  }
  client.close();
  await untilQuiet(memory);
  await memory.forgetPeak();
  return { server, memory, idle: await memory.resident() };
}

async function importEvents(data: string): Promise<void> {
  const importing = new ChappeProcess(['events', 'import', 'DEMO/028', '--data', data]);
  const options = { count: EVENTS, seed: 'memory', account: 'DEMO/028', startMs: NOON, spanMs: SPAN };
  let text = '';
  for (const line of generateEvents(options)) {
    text += `${line}\n`;
    if (text.length < MEGABYTE) continue;
    if (!importing.stdin.write(text)) await once(importing.stdin, 'drain');
    text = '';
  }
  importing.stdin.end(text);
  const { code, stderr } = await importing.ended;
  assert.equal(code, 0, stderr);
}

/** Reads an answer to its end and keeps nothing of it; gives its size. */
async function discard(url: string, headers: Record<string, string>): Promise<number> {
  const outgoing = request(url, { agent: false, headers });
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  assert.equal(response.statusCode, 200);
  let size = 0;
  for await (const chunk of response) size += chunk.length;
  return size;
}

/** Waits until the process has written nothing for a while: no answers, and nothing of its own in the background. */
async function untilQuiet(memory: ProcessMemory): Promise<void> {
  let last = -1;
  for (let now = await memory.written(); now !== last; now = await memory.written()) {
    last = now;
    await pause(QUIET);
  }
}

async function untilOpenFiles(memory: ProcessMemory, most: number): Promise<void> {
  const end = Date.now() + 5000;
  for (;;) {
    const open = await memory.openFiles();
    if (open <= most) return;
    assert.ok(Date.now() < end, `${open} files are open, ${open - most} more than before`);
    await pause(20);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
