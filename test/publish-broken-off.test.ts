import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const server = await serve();
after(() => server.close());
const client = await server.client();

let next = 0;
let head: number;

beforeEach(async () => {
  next += 10_000;
  head = await headOfLog();
});

async function headOfLog(): Promise<number> {
  return logPosition(await client.head('/actions/events'));
}

describe('a length that lies', () => {
  test('too short: 400 and the end of the connection, never a hang', async () => {
    // Some clients count characters and not bytes.
    const body = JSON.stringify({ ...execution({ number: next }), note: 'é'.repeat(40) });
    const connection = new RawConnection(server.url);
    await connection.write(
      requestText(
        'POST',
        '/events',
        {
          'X-Key': String(client.key),
          'Content-Type': 'application/json',
          'Content-Length': body.length,
          Connection: 'keep-alive',
        },
        body,
      ),
    );
    const received = await connection.ended();
    assert.match(received, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(received, /application\/problem\+json/);
    assert.match(received, /"code":"(bad-request|invalid-body)"/);
    assert.equal(await headOfLog(), head);
  });

  test('no number, negative or given twice: 400', async () => {
    for (const lengths of [['many'], ['-1'], ['2', '3']]) {
      const connection = new RawConnection(server.url);
      const fields = lengths.map((length) => `Content-Length: ${length}\r\n`).join('');
      await connection.write(
        `POST /events HTTP/1.1\r\nHost: x\r\nX-Key: ${client.key}\r\nContent-Type: application/json\r\n${fields}\r\n[]`,
      );
      assert.match(await connection.ended(), /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"bad-request"/);
    }
  });
});

describe('a client that vanishes in the middle', () => {
  const vanish = async (type: string, body: string, extra: Record<string, string> = {}) => {
    const connection = new RawConnection(server.url);
    await connection.write(
      requestText('POST', '/events', {
        'X-Key': String(client.key),
        'Content-Type': type,
        'Transfer-Encoding': 'chunked',
        // The server has begun to read when it answers this.
        Expect: '100-continue',
        ...extra,
      }),
    );
    await connection.until(/100 Continue/);
    await connection.write(`${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`);
    connection.close();
  };

  test('of an array leaves nothing', async () => {
    const events = executions(5, next);
    await vanish('application/json', JSON.stringify(events));
    await vanish('application/json', JSON.stringify(events).slice(0, 500));
    assert.deepEqual(jsonOf(await client.publish(JSON.stringify(events))), {
      accepted: 5,
      duplicates: 0,
      position: head + 5,
    });
  });

  test('of a stream leaves whole events at most, and a retry completes them', async () => {
    const events = executions(2000, next);
    const text = lines(events);
    await vanish('application/x-ndjson', text.slice(0, text.length / 2));
    await vanish('application/x-ndjson', text.slice(0, text.length / 3));
    const whole = await client.publishLines(text);
    assert.equal(whole.status, 200);
    const { accepted, duplicates } = Object(jsonOf(whole));
    assert.equal(accepted + duplicates, events.length);
    assert.ok(duplicates <= events.length / 2);
    const stored = itemsOf(await client.get(`/actions/events?after=${head}&sort=asc`));
    assert.deepEqual(stored, events);
    assert.equal(await headOfLog(), head + events.length);
  });

  test('is no failure of the server', async () => {
    for (let time = 0; time < 20; time++) {
      await vanish('application/x-ndjson', lines(executions(3, next)).slice(0, -10));
      await vanish('application/json', '[', { 'Content-Encoding': 'gzip' });
    }
    assert.equal((await client.publish(JSON.stringify(executions(3, next)))).status, 200);
    assert.deepEqual(server.errors, []);
  });
});

describe('a body that is refused before its end leaves the connection usable', () => {
  const large = lines(executions(4000));
  const bodies: [what: string, headers: Record<string, string>, body: string | Buffer, status: number][] = [
    ['an array too large', {}, `[${'7,'.repeat(12_000_000)}7]`, 413],
    [
      'an array too large, compressed',
      { 'Content-Encoding': 'gzip' },
      gzipSync(randomBytes(24_000_000)),
      413,
    ],
    ['a stream whose first line is bad', { 'Content-Type': 'application/x-ndjson' }, `bad\n${large}`, 400],
    [
      'a compressed stream whose first line is bad',
      { 'Content-Type': 'application/x-ndjson', 'Content-Encoding': 'zstd' },
      zstdCompressSync(Buffer.concat([Buffer.from('bad\n'), randomBytes(3_000_000)])),
      400,
    ],
    ['a broken compression', { 'Content-Encoding': 'gzip' }, large, 400],
    ['a type that is not taken', { 'Content-Type': 'text/plain' }, large, 415],
    ['a coding that is not taken', { 'Content-Encoding': 'br' }, large, 415],
    ['a compressed body of no type', { 'Content-Type': 'x/y', 'Content-Encoding': 'gzip' }, large, 415],
    ['an unknown key', { 'X-Key': 'unknown' }, large, 401],
  ];
  for (const [what, headers, body, status] of bodies) {
    test(what, async () => {
      const connection = new RawConnection(server.url);
      const fields = {
        'X-Key': String(client.key),
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Connection: 'keep-alive',
        ...headers,
      };
      await connection.write(requestText('POST', '/events', fields));
      await connection.write(body);
      await connection.write(requestText('GET', '/health'));
      const received = await connection.ended();
      assert.deepEqual(received.match(/HTTP\/1\.1 \d+/g), [`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
    });
  }
});
