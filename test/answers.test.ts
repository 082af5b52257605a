import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { FEEDS } from '../src/events/feeds.ts';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import { type HttpClient, itemsOf, plainBody, type Reply } from './support/http-client.ts';
import { assertProblem, assertRefused } from './support/problems.ts';
import { idsIn } from './support/promised-feeds.ts';
import { executions, lines } from './support/sample-events.ts';
import { serve, type TestServer } from './support/server.ts';

const LARGE = 600;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let server: TestServer;
let client: HttpClient;
let published: number;

before(async () => {
  server = await serve({ settings: { rateLimit: 1_000_000 } });
  client = await server.client();
  await client.publish(JSON.stringify(EXAMPLE_EVENTS));
  const many = executions(LARGE).map((event) => ({ ...event, note: 'x'.repeat(200) }));
  const reply = await client.publishLines(lines(many));
  assert.equal(reply.status, 200, reply.body.toString());
  published = EXAMPLE_EVENTS.length + LARGE;
});
after(() => server.close());

/** The path of a feed with an id that has events. */
function urlOf(path: string): string {
  if (path.startsWith('/targets/events')) return `${path}?id=000R4M0T`;
  if (path.startsWith('/notifications')) return path.replace('{id}', '156');
  if (path.startsWith('/actions')) return path.replace('{id}', '000PE4');
  const [id = ''] = idsIn(
    path,
    EXAMPLE_EVENTS.filter(({ source }) => path.startsWith('/targets') || source.type === 'display'),
  );
  return path.replace('{id}', id);
}

const LARGE_FEED = '/actions/events/executions?sort=asc';
const SMALL_FEED = '/actions/000PE5/events?sort=asc';

describe('a feed is one array, or lines for who asks for them', () => {
  const asked: [accept: string | undefined, type: string][] = [
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['text/html', 'application/json'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/ndjson', 'application/x-ndjson'],
    ['application/x-ndjson;q=0.2, application/json;q=0.1', 'application/x-ndjson'],
    ['application/x-ndjson;q=0.1, application/json;q=0.2', 'application/json'],
  ];
  for (const [accept, type] of asked) {
    test(`Accept: ${accept}`, async () => {
      const plain = await client.get(LARGE_FEED);
      const headers = accept === undefined ? {} : { Accept: accept };
      const reply = await client.get(LARGE_FEED, headers);
      assert.equal(reply.status, 200);
      assert.equal(reply.headers['content-type'], type);
      assert.match(String(reply.headers.vary), /\bAccept\b/);
      assert.deepEqual(itemsOf(reply), itemsOf(plain));
    });
  }

  test('no events are an empty array, or no line', async () => {
    const array = await client.get('/actions/events?start=9999-01-01');
    const none = await client.get('/actions/events?start=9999-01-01', { Accept: 'application/x-ndjson' });
    assert.equal(array.body.toString(), '[]');
    assert.equal(none.body.length, 0);
    assert.equal(none.headers['content-length'], '0');
  });
});

describe('a feed is compressed as the client likes', () => {
  // Of several that are equally welcome, arrays come in the first and lines in the second.
  // Of equally welcome codings the server takes the one that costs it less, which depends on the representation.
  const asked: [acceptEncoding: string | undefined, array: string | undefined, lines?: string][] = [
    [undefined, undefined],
    ['identity', undefined],
    ['br, deflate', undefined],
    ['gzip', 'gzip'],
    ['zstd', 'zstd'],
    ['gzip, deflate, br, zstd', 'gzip', 'zstd'],
    ['gzip;q=1, zstd;q=0.5', 'gzip'],
    ['gzip;q=0.5, zstd;q=1', 'zstd'],
    ['gzip;q=0, zstd;q=0', undefined],
    ['identity;q=1, gzip;q=0.9', undefined],
    ['*', 'gzip', 'zstd'],
  ];
  for (const [header, array, lined = array] of asked) {
    test(`Accept-Encoding: ${header}`, async () => {
      const headers: OutgoingHttpHeaders = header === undefined ? {} : { 'Accept-Encoding': header };
      for (const [accept, coding] of [
        ['application/json', array],
        ['application/x-ndjson', lined],
      ] as const) {
        for (const feed of [LARGE_FEED, '/actions/events/executions?end=2026-03-01T12:00:10Z']) {
          const reply = await client.get(feed, { ...headers, Accept: accept });
          const plain = await client.get(feed, { Accept: accept });
          assert.equal(reply.headers['content-encoding'], coding);
          assert.match(String(reply.headers.vary), /\bAccept-Encoding\b/);
          assert.deepEqual(plainBody(reply), plain.body);
          if (coding !== undefined) assert.ok(reply.body.length < plain.body.length / 2);
        }
      }
    });
  }

  test('small ones are not worth it', async () => {
    const reply = await client.get('/actions/events?start=9999-01-01', { 'Accept-Encoding': 'gzip, zstd' });
    assert.equal(reply.headers['content-encoding'], undefined);
    assert.equal(reply.body.toString(), '[]');
  });
});

describe('headers', () => {
  test('a small answer has its length, a long one is streamed', async () => {
    for (const encoding of ['identity', 'gzip', 'zstd']) {
      const small = await client.get(SMALL_FEED, { 'Accept-Encoding': encoding });
      assert.equal(small.headers['content-length'], String(small.body.length));
      assert.equal(small.headers['transfer-encoding'], undefined);
      const large = await client.get(LARGE_FEED, { 'Accept-Encoding': encoding });
      assert.equal(large.headers['content-length'], undefined);
      assert.equal(large.headers['transfer-encoding'], 'chunked');
    }
  });

  test('every answer has a request id of its own', async () => {
    const ids = new Set<string>();
    const replies = [
      await client.get(LARGE_FEED),
      await client.get(SMALL_FEED),
      await client.head(SMALL_FEED),
      await client.get('/health'),
      await client.get('/docs'),
      await client.get('/nowhere'),
      await client.get('/actions/%FF/events'),
      await client.get('/actions/events?sort=up'),
      await client.send({ method: 'DELETE', path: '/actions/events' }),
      await client.publish('[]'),
      await client.get(SMALL_FEED, { 'X-Request-Id': 'mine' }),
    ];
    for (const { headers } of replies) {
      assert.match(String(headers['x-request-id']), UUID);
      ids.add(String(headers['x-request-id']));
    }
    assert.equal(ids.size, replies.length);
  });

  test('every feed tells the position of its snapshot and how many requests are left', async () => {
    for (const { path } of FEEDS) {
      const reply = await client.get(urlOf(path));
      assert.equal(reply.status, 200, `${urlOf(path)} ${reply.body.toString()}`);
      assert.equal(reply.headers['x-log-position'], String(published), path);
      assertRateLimit(reply);
    }
  });

  test('answers to a key tell how many requests are left, whatever they are', async () => {
    for (const reply of [
      await client.publish('[]'),
      await client.publish('broken'),
      await client.get('/actions/none/events'),
      await client.get('/actions/events?sort=up'),
    ]) {
      assertRateLimit(reply);
    }
  });
});

function assertRateLimit({ headers }: Reply): void {
  assert.equal(headers['x-ratelimit-limit'], '1000000');
  assert.match(String(headers['x-ratelimit-remaining']), /^\d+$/);
  assert.match(String(headers['x-ratelimit-reset']), /^([1-9]|[1-5]\d|60)$/);
}

/** What differs from one request to the next, whatever is asked. */
const OWN = ['date', 'x-request-id', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

test('HEAD gives the headers of every feed without its body', async () => {
  for (const { path } of FEEDS) {
    for (const accept of ['application/json', 'application/x-ndjson']) {
      const url = urlOf(path);
      const get = await client.get(url, { Accept: accept });
      const head = await client.head(url, { Accept: accept });
      assert.equal(head.status, 200, url);
      assert.equal(head.body.length, 0, url);
      // What is only known when the body is made may be absent from the answer to a HEAD.
      const expected = { ...get.headers };
      for (const name of [...OWN, 'content-length', 'transfer-encoding']) delete expected[name];
      const actual = { ...head.headers };
      for (const name of OWN) delete actual[name];
      assert.deepEqual(actual, expected, url);
    }
  }
});

test('HEAD answers as GET does when there is nothing to read', async () => {
  for (const path of ['/actions/none/events', '/nowhere', '/actions/events?sort=up', '/targets/events']) {
    const [get, head] = [await client.get(path), await client.head(path)];
    assert.equal(head.status, get.status);
    assert.equal(head.headers['content-type'], get.headers['content-type']);
    assert.equal(head.body.length, 0);
  }
});

test('an id that was never seen is 404, a known one without matching events is []', async () => {
  for (const { path } of FEEDS) {
    const known = urlOf(path);
    const empty = await client.get(`${known}${known.includes('?') ? '&' : '?'}after=${published}`);
    assert.equal(empty.status, 200, known);
    assert.equal(empty.body.toString(), '[]', known);
    if (path.startsWith('/targets/events')) {
      for (const query of [
        'id=unseen',
        'unicity=unseen@example.com',
        `hash=${'0'.repeat(32)}`,
        'hash=no-hash',
      ]) {
        assertProblem(await client.get(`${path}?${query}`), 404, 'not-found');
      }
    } else if (path.includes('{id}')) {
      const id = path.startsWith('/notifications') ? '999' : 'unseen';
      assertProblem(await client.get(path.replace('{id}', id)), 404, 'not-found');
    }
  }
});

test('an id may be long, but not without end', async () => {
  assertProblem(await client.get(`/actions/${'x'.repeat(512)}/events`), 404, 'not-found');
  assertRefused(await client.get(`/actions/${'x'.repeat(513)}/events`), 'id');
});

test('a path that does not exist is 404', async () => {
  for (const path of [
    '/',
    '/nowhere',
    '/action',
    '/actions/events/unknown',
    '/events/1',
    '/openapi',
    '/docs/x',
    '*',
  ]) {
    assertProblem(await client.get(path), 404, 'no-such-operation');
    assertProblem(
      await client.send({
        method: 'POST',
        path,
        body: '{}',
        headers: { 'Content-Type': 'application/json' },
      }),
      404,
      'no-such-operation',
    );
  }
});

test('another method is 405 and told which are allowed, on every path', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  const reads = [
    ...FEEDS.map(({ path }) => urlOf(path)),
    '/health',
    '/metrics',
    '/docs',
    '/docs/errors',
    '/openapi.json',
  ];
  const paths: [path: string, allowed: string[]][] = [
    ...reads.map((path): [string, string[]] => [path, ['GET', 'HEAD']]),
    ['/events', ['POST']],
  ];
  for (const [path, allowed] of paths) {
    for (const method of methods.filter((name) => !allowed.includes(name))) {
      const reply = await client.send({ method, path });
      assertProblem(reply, 405, 'method-not-allowed');
      assert.equal(reply.headers.allow, allowed.join(', '));
    }
  }
  const withBody = { path: '/actions/events', body: '{}', headers: { 'Content-Type': 'application/json' } };
  for (const method of ['POST', 'PUT', 'DELETE']) {
    assertProblem(await client.send({ method, ...withBody }), 405, 'method-not-allowed');
  }
  assert.equal((await client.head('/events')).status, 405);
});
