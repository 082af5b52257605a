import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, test } from 'node:test';
import { generateEvents } from '../src/demo/stream.ts';
import { startServing } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';
import { ProcessMemory } from './support/process-memory.ts';
import { NOON } from './support/sample-events.ts';

const MEGABYTE = 1024 * 1024;

/** 64 MB of events: more than twice what waits and what is kept in memory where there is plenty. */
const EVENTS = 60_000;

/** How much more than before: it is 90 to 95 MB, and with the commits and the pages of a large machine 157. */
const MOST = 124 * MEGABYTE;

/** The heap of Node on a machine of 1 GB; Node asks the machine, and knows no other way to be told. */
const HEAP = '--max-old-space-size=512 --max-semi-space-size=4';

const NOT_LINUX =
  process.platform !== 'linux' && 'NOT RUN: needs Linux, which tells the memory of processes in /proc';
if (NOT_LINUX) process.stderr.write(`ingest-memory.test.ts ${NOT_LINUX}\n`);

test('a server that has 1 GB takes events in little memory', { skip: NOT_LINUX }, async (t) => {
  const { data, key } = await dataFolder({ after });
  const env = { CHAPPE_MEMORY: String(1024 * MEGABYTE), NODE_OPTIONS: HEAP };
  const server = await startServing(t, ['--data', data], { env });
  const memory = new ProcessMemory(server.pid);
  const idle = await memory.peak();
  assert.equal(await publish(server.url, key), EVENTS);
  const peak = await memory.peak();
  t.diagnostic(`${megabytes(idle)} before, at most ${megabytes(peak)}`);
  assert.ok(peak - idle <= MOST, `${megabytes(peak - idle)} more than ${megabytes(idle)}`);
});

/** Publishes all events in one request; gives how many were accepted. */
async function publish(url: string, key: string): Promise<number> {
  const headers = { 'X-Key': key, 'Content-Type': 'application/x-ndjson' };
  const outgoing = request(`${url}/events`, { method: 'POST', agent: false, headers });
  const answered = once(outgoing, 'response');
  const options = { count: EVENTS, seed: 'ingest', account: 'DEMO/028', startMs: NOON, spanMs: 86_400_000 };
  let text = '';
  for (const line of generateEvents(options)) {
    text += `${line}\n`;
    if (text.length < MEGABYTE) continue;
    if (!outgoing.write(text)) await once(outgoing, 'drain');
    text = '';
  }
  outgoing.end(text);
  const [response] = await answered;
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  assert.equal(response.statusCode, 200, body);
  return JSON.parse(body).accepted;
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
