import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { HttpClient, plainBody } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { type Script, serveScript } from './support/scripted-server.ts';

const ENCODINGS = ['identity', 'gzip', 'zstd'] as const;
const CHUNK = 64 * 1024;
/** Less than the smallest event, and more than what stands between two. */
const EVENT = 100;
/** What the system and the compressor may hold between a log and a client that does not read. */
const IN_BETWEEN = 24 * 1024 * 1024;

async function connect(t: TestContext, script: Script, stallTimeout?: number) {
  const server = await serveScript(script, stallTimeout);
  const client = new HttpClient(server.url, 'key');
  t.after(async () => {
    client.close();
    await server.close();
  });
  return { server, client };
}

/** A chunk that no compression makes smaller. */
function chunk(size = CHUNK): Uint8Array {
  return Uint8Array.from(randomBytes(size));
}

function feed(encoding: string): string {
  return requestText('GET', '/actions/events', { 'X-Key': 'key', 'Accept-Encoding': encoding });
}

/** A promise that a test keeps from outside. */
function signal() {
  return Promise.withResolvers<void>();
}

describe('a whole answer', () => {
  for (const encoding of ENCODINGS) {
    test(`arrives as it was read: ${encoding}`, async (t) => {
      const sizes = [1, CHUNK - 1, CHUNK, CHUNK + 1, 3, 5 * CHUNK, 0, 7];
      const chunks = sizes.map((size) => chunk(size));
      const whole = Buffer.concat(chunks);
      const { client, server } = await connect(t, async function* () {
        for (const part of chunks) yield Uint8Array.from(part);
      });
      for (let time = 0; time < 3; time++) {
        const reply = await client.get('/actions/events', { 'Accept-Encoding': encoding });
        assert.equal(reply.headers['transfer-encoding'], 'chunked');
        assert.ok(plainBody(reply).equals(whole));
      }
      assert.deepEqual(server.errors, []);
    });

    test(`of any length around the smallest stream: ${encoding}`, async (t) => {
      let size = 0;
      const { client } = await connect(t, async function* () {
        yield Buffer.alloc(size, 'x');
      });
      for (size of [0, 1, 1023, 1024, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]) {
        const reply = await client.get('/actions/events', { 'Accept-Encoding': encoding });
        assert.equal(plainBody(reply).length, size);
      }
    });
  }
});

describe('a failure before the answer has begun', () => {
  const scripts: [when: string, script: Script][] = [
    [
      'at once',
      // biome-ignore lint/correctness/useYield: it fails before it could
      async function* () {
        throw new Error('secret of the disk');
      },
    ],
    [
      'after some events',
      async function* () {
        yield Buffer.from('[{}');
        throw new Error('secret of the disk');
      },
    ],
  ];
  for (const [when, script] of scripts) {
    test(`${when} is a 500 that keeps the reason to itself`, async (t) => {
      const { client, server } = await connect(t, script);
      for (const encoding of ENCODINGS) {
        const reply = await client.get('/actions/events', { 'Accept-Encoding': encoding });
        const { detail } = assertProblem(reply, 500, 'internal-error');
        const id = String(reply.headers['x-request-id']);
        assert.ok(detail.includes(id));
        assert.ok(!JSON.stringify([reply.headers, reply.body.toString()]).includes('secret'));
        const logged = server.errors.at(-1) ?? '';
        assert.ok(logged.includes('secret of the disk') && logged.includes(id));
      }
    });
  }
});

describe('a failure in the middle breaks the connection', () => {
  for (const encoding of ENCODINGS) {
    for (const before of [6, 40]) {
      test(`${encoding}, after ${before} chunks`, async (t) => {
        const { client, server } = await connect(t, async function* () {
          for (let time = 0; time < before; time++) yield chunk();
          throw new Error('secret of the disk');
        });
        await assert.rejects(client.get('/actions/events', { 'Accept-Encoding': encoding }), {
          code: 'ECONNRESET',
        });
        const connection = new RawConnection(server.url);
        await connection.write(feed(encoding));
        const received = await connection.ended();
        assert.match(received, /^HTTP\/1\.1 200 OK\r\n/);
        assert.ok(!received.endsWith('0\r\n\r\n'), 'the last chunk says that the answer is whole');
        assert.ok(!received.includes('secret'));
        assert.equal(server.errors.length, 2);
        assert.match(server.errors[0] ?? '', /secret of the disk/);
      });
    }
  }

  test('and what arrived does not decompress as if it were whole', async (t) => {
    const { server } = await connect(t, async function* () {
      for (let time = 0; time < 5; time++) yield chunk();
      throw new Error('the disk is gone');
    });
    for (const [encoding, decompress] of [
      ['gzip', gunzipSync],
      ['zstd', zstdDecompressSync],
    ] as const) {
      const connection = new RawConnection(server.url);
      await connection.write(feed(encoding));
      await connection.ended();
      assert.throws(() => decompress(bodyOfChunks(Buffer.concat(connection.pieces))), encoding);
    }
  });
});

/** The body of an answer that was sent in chunks, as far as it came. */
function bodyOfChunks(answer: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = answer.indexOf('\r\n\r\n') + 4;
  for (;;) {
    const end = answer.indexOf('\r\n', at);
    const size = end < 0 ? 0 : parseInt(answer.toString('latin1', at, end), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(answer.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

describe('a client that goes away', { timeout: 60_000 }, () => {
  for (const encoding of ENCODINGS) {
    test(`ends the read: ${encoding}`, async (t) => {
      const ended = signal();
      const { server } = await connect(t, async function* () {
        try {
          for (;;) yield chunk();
        } finally {
          ended.resolve();
        }
      });
      const connection = new RawConnection(server.url);
      await connection.write(feed(encoding));
      await connection.until(/\r\n\r\n/);
      connection.close();
      await ended.promise;
      assert.deepEqual(server.errors, [], 'it is no failure of the server');
    });
  }
});

describe('a client that does not read', { concurrency: 4, timeout: 60_000 }, () => {
  for (const encoding of ENCODINGS) {
    test(`costs a bounded number of chunks, and is closed: ${encoding}`, async (t) => {
      const ended = signal();
      let produced = 0;
      const { server, client } = await connect(
        t,
        async function* () {
          try {
            for (; ; produced += CHUNK) {
              yield chunk();
              // Others have their turn, as between the steps of a real log.
              await new Promise(setImmediate);
            }
          } finally {
            ended.resolve();
          }
        },
        1,
      );
      const connection = new RawConnection(server.url);
      connection.socket.pause();
      const started = performance.now();
      await connection.write(feed(encoding));
      await ended.promise;
      const seconds = (performance.now() - started) / 1000;
      assert.ok(seconds >= 0.9 && seconds < 20, `it was closed after ${seconds} seconds`);
      assert.ok(produced > 0 && produced < IN_BETWEEN, `${produced} bytes were read for nobody`);
      assert.equal((await client.get('/health')).status, 200);
      connection.close();
    });
  }
});

test('a log that is slow now and then is not a client that stalls', async (t) => {
  const { client } = await connect(
    t,
    async function* () {
      yield chunk(CHUNK + 1);
      for (let time = 0; time < 3; time++) {
        await pause(500);
        yield chunk(EVENT);
      }
    },
    1,
  );
  const reply = await client.get('/actions/events');
  assert.equal(reply.body.length, CHUNK + 1 + 3 * EVENT);
});

describe('a client that stops sending is closed within the time of the setting', {
  concurrency: true,
}, () => {
  const beginnings: [where: string, text: string][] = [
    ['before the first byte', ''],
    ['in its headers', 'GET /actions/events HTTP/1.1\r\nHost: x\r\nX-Ke'],
    [
      'in an array',
      requestText(
        'POST',
        '/events',
        { 'X-Key': 'key', 'Content-Type': 'application/json', 'Content-Length': 99 },
        '[',
      ),
    ],
    [
      'in a line',
      requestText(
        'POST',
        '/events',
        { 'X-Key': 'key', 'Content-Type': 'application/x-ndjson', 'Transfer-Encoding': 'chunked' },
        '5\r\n{"typ\r\n',
      ),
    ],
  ];
  for (const [where, text] of beginnings) {
    test(where, async (t) => {
      const { server } = await connect(t, async function* () {}, 1);
      const connection = new RawConnection(server.url);
      if (text !== '') await connection.write(text);
      const received = await connection.ended(20);
      assert.doesNotMatch(received, / 200 /);
    });
  }
});

test('a HEAD reads nothing', async (t) => {
  let reads = 0;
  const { client } = await connect(t, async function* () {
    reads += 1;
    yield chunk();
  });
  assert.equal((await client.head('/actions/events')).status, 200);
  assert.equal(reads, 0);
});
