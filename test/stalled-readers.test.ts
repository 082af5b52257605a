import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { startServing } from './support/chappe-process.ts';
import { dataFolder, store } from './support/data-folder.ts';
import { HttpClient } from './support/http-client.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { logFile, sealSmall } from './support/sealed-log.ts';

const MEGABYTE = 1024 * 1024;

/** Of the events there were before: far more than the buffers of a connection hold. */
const BEFORE = 30_000;

/** Of those that are published: many times what the write-ahead log gathers before it is moved into the file. */
const REQUESTS = 24;
const EVENTS = 100;
const padding = 'x'.repeat(30_000);

/** The settings of a server whose clients may stall for as long as they like. */
const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn', CHAPPE_STALL_TIMEOUT: '3600' };

/** Publishes a lot, and gives how large the write-ahead log was at most. */
async function publishMuch(
  client: HttpClient,
  file: string,
  first: number,
  requests: number,
): Promise<number> {
  let most = 0;
  for (let request = 0; request < requests; request++) {
    const events = Array.from({ length: EVENTS }, (_, index) =>
      execution({ number: first + request * EVENTS + index, data: { padding } }),
    );
    const send =
      request % 2 === 0 ? client.publish(JSON.stringify(events)) : client.publishLines(lines(events));
    const reply = await send;
    assert.equal(reply.status, 200, reply.body.toString());
    most = Math.max(most, statSync(`${file}-wal`).size);
  }
  return most;
}

test('a client that stalls in the middle of a feed does not keep the write-ahead log from starting over', async (t) => {
  const { data, key } = await dataFolder(t);
  await store(data, executions(BEFORE));
  sealSmall(data);
  const file = logFile(data);
  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  const readers: RawConnection[] = [];
  // Blocks, rows, and rows of a feed that has no blocks; some are compressed on their way.
  for (const path of ['/actions/events?sort=asc', '/actions/000PE4/events?sort=desc', '/actions/events']) {
    for (const encoding of ['identity', 'zstd']) {
      const reader = new RawConnection(server.url);
      t.after(() => reader.close());
      await reader.write(requestText('GET', path, { 'X-Key': key, 'Accept-Encoding': encoding }));
      await reader.until(/\r\n\r\n/);
      reader.socket.pause();
      readers.push(reader);
    }
  }
  const most = await publishMuch(client, file, BEFORE, REQUESTS);
  const published = REQUESTS * EVENTS * padding.length;
  t.diagnostic(`${megabytes(published)} were published, the write-ahead log had ${megabytes(most)} at most`);
  // What is written while another thread moves the log comes on top of what a commit lets gather.
  assert.ok(most < published / 2, megabytes(most));

  // They had not read to the end: each gets, of all that was published meanwhile, nothing.
  const [plain] = readers;
  assert.ok(plain);
  assert.ok(plain.received.length < (BEFORE * 500) / 2, 'there was no stalled reader');
  plain.socket.resume();
  const received = await plain.ended(60);
  assert.equal(received.match(/"data":\{"number":\d+\}/g)?.length, BEFORE);
  assert.ok(received.endsWith(']\r\n0\r\n\r\n'));

  // A reader within SQLite would show, or this would show nothing.
  const holder = new DatabaseSync(file, { readOnly: true });
  holder.exec('BEGIN; SELECT count(*) FROM log');
  const held = await publishMuch(client, file, BEFORE + REQUESTS * EVENTS, REQUESTS / 2);
  holder.close();
  assert.ok(held > published / 3, megabytes(held));
});

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed()} MB`;
}
