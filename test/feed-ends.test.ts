import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Meter } from '../src/metrics/meter.ts';
import { HttpClient } from './support/http-client.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { type Script, serveScript } from './support/scripted-server.ts';

const CHUNK = 64 * 1024;

/** A meter of how feeds begin and end. */
function feedMeter() {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const begun: string[] = [];
  const meter: Meter = {
    count(name, labels) {
      if (name === 'chappe_feed_answers_begun_total') begun.push(name);
      if (name === 'chappe_feed_answers_ended_total' && 'end' in labels) resolve(String(labels.end));
    },
    observe() {},
  };
  return { meter, ended, begun };
}

function request(encoding: string): string {
  return requestText('GET', '/actions/events', { 'X-Key': 'key', 'Accept-Encoding': encoding });
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield crypto.getRandomValues(new Uint8Array(CHUNK));
    await new Promise(setImmediate);
  }
}

describe('the end of a feed is counted', { concurrency: 4 }, () => {
  for (const encoding of ['identity', 'gzip', 'zstd']) {
    const cases: [end: string, what: string, script: Script, read: (url: string) => Promise<unknown>][] = [
      [
        'whole',
        'a short one',
        async function* () {
          yield Buffer.from('[]');
        },
        (url) => new HttpClient(url, 'key').get('/actions/events', { 'Accept-Encoding': encoding }),
      ],
      [
        'whole',
        'a long one',
        async function* () {
          for (let time = 0; time < 9; time++) yield crypto.getRandomValues(new Uint8Array(CHUNK));
        },
        (url) => new HttpClient(url, 'key').get('/actions/events', { 'Accept-Encoding': encoding }),
      ],
      [
        'client',
        'whose client hangs up',
        endless,
        async (url) => {
          const connection = new RawConnection(url);
          await connection.write(request(encoding));
          await connection.until(/\r\n\r\n/);
          connection.close();
        },
      ],
      [
        'stalled',
        'whose client takes nothing',
        endless,
        async (url) => {
          const connection = new RawConnection(url);
          connection.socket.pause();
          await connection.write(request(encoding));
        },
      ],
      [
        'server',
        'of which a chunk cannot be read',
        async function* () {
          for (let time = 0; time < 9; time++) yield crypto.getRandomValues(new Uint8Array(CHUNK));
          throw new Error('the disk is gone');
        },
        async (url) => {
          const connection = new RawConnection(url);
          await connection.write(request(encoding));
          await connection.ended();
        },
      ],
    ];
    for (const [end, what, script, read] of cases) {
      test(`as ${end}: ${what}, ${encoding}`, async (t) => {
        const { meter, ended, begun } = feedMeter();
        const server = await serveScript(script, 1, meter);
        t.after(() => server.close());
        await read(server.url);
        assert.equal(await ended, end);
        assert.equal(begun.length, 1);
      });
    }
  }
});

for (const encoding of ['identity', 'gzip', 'zstd']) {
  test(`a read is ended when its client has gone before the answer began, ${encoding}`, {
    timeout: 20_000,
  }, async (t) => {
    const [begun, gone, ended] = [0, 1, 2].map(() => Promise.withResolvers<void>());
    assert.ok(begun && gone && ended);
    const server = await serveScript(async function* () {
      try {
        begun.resolve();
        await gone.promise;
        yield* endless();
      } finally {
        ended.resolve();
      }
    });
    t.after(() => server.close());
    const connection = new RawConnection(server.url);
    await connection.write(request(encoding));
    await begun.promise;
    connection.close();
    // By the time that others are answered the server knows.
    const other = new HttpClient(server.url, 'key');
    for (let time = 0; time < 3; time++) await other.get('/health');
    other.close();
    gone.resolve();
    await ended.promise;
  });
}
