import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { createAccount } from '../src/accounts/accounts.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { serve, type TestServer } from './support/server.ts';

/** What programs that were written for NP6 do, and a server must bear with. */

const SENT = executions(3);
const OTHER = execution({ number: 9, action: 'mIxEd' });

let server: TestServer;
let client: HttpClient;

before(async () => {
  server = await serve();
  client = await server.client();
  await client.publish(JSON.stringify([...SENT, OTHER]));
});
after(() => server.close());

describe('paths', () => {
  const same = [
    '/actions/000PE4/events/executions',
    '/actions/000PE4/events/executions/',
    '//actions/000PE4/events/executions',
    '//actions//000PE4///events//executions//',
    '/ACTIONS/000PE4/Events/EXECUTIONS',
    '/actions/000PE4/events/executions?',
    '//Actions/000PE4/events/executions/?sort=asc&',
    '/actions/%30%30%30PE4/events/executions',
  ];
  for (const path of same) {
    test(`${path} is the same feed`, async () => {
      const reply = await client.get(path);
      assert.equal(reply.status, 200, reply.body.toString());
      assert.deepEqual(itemsOf(reply).length, SENT.length);
      assert.equal((await client.head(path)).status, 200);
    });
  }

  test('the case of an id counts', async () => {
    assert.deepEqual(itemsOf(await client.get('/ACTIONS/mIxEd/EVENTS/')), [OTHER]);
    assertProblem(await client.get('/actions/mixed/events'), 404, 'not-found');
  });

  test('publishing bears the same slashes', async () => {
    for (const path of ['/events/', '//events', '/EVENTS']) {
      const body = JSON.stringify(SENT);
      const reply = await client.send({
        method: 'POST',
        path,
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      assert.equal(reply.status, 200, path);
    }
  });
});

describe('headers', () => {
  test('the key may be named in any case', async () => {
    const stranger = server.stranger();
    for (const name of ['X-Key', 'x-key', 'X-KEY', 'x-kEy']) {
      const reply = await stranger.get('/actions/events', { [name]: client.key });
      assert.equal(reply.status, 200, name);
    }
  });

  test('a GET may announce an empty JSON body', async () => {
    for (const method of ['GET', 'HEAD']) {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': 0 };
      const reply = await client.send({ method, path: '/actions/events', headers });
      assert.equal(reply.status, 200);
    }
  });

  test('a GET may even have a body, which is ignored', async () => {
    for (const body of ['{}', 'null', 'no JSON', 'x'.repeat(100_000)]) {
      const reply = await client.send({ path: '/actions/events?sort=asc', body });
      assert.deepEqual(itemsOf(reply), [...SENT, OTHER]);
    }
    // The connection is still usable, and what was ignored is not taken for a request.
    assert.equal((await client.get('/health')).status, 200);
  });

  test('content types may carry parameters', async () => {
    for (const type of [
      'application/json; charset=utf-8',
      'Application/JSON;charset=UTF-8',
      'application/json;',
      'application/json; charset="utf-8"',
      'application/json; charset=US-ASCII',
      'application/json; version=1; Charset="Utf-8"; x=y',
      'application/json; charset=',
      'application/json; comment="a"',
    ]) {
      const reply = await client.publish(JSON.stringify(SENT), { 'Content-Type': type });
      assert.equal(reply.status, 200, type);
    }
  });
});

describe('answers', () => {
  test('success says 200 OK in words', async () => {
    const connection = new RawConnection(server.url);
    const headers = { 'X-Key': String(client.key) };
    await connection.write(requestText('GET', '/actions/events', headers));
    assert.match(await connection.ended(), /^HTTP\/1\.1 200 OK\r\n/);
  });

  test('a small answer comes in one piece with its length', async () => {
    for (const path of [
      '/actions/000PE4/events',
      '/actions/events?start=9999-01-01',
      '/health',
      '/actions/none/events',
    ]) {
      const connection = new RawConnection(server.url);
      await connection.write(requestText('GET', path, { 'X-Key': String(client.key) }));
      const received = await connection.ended();
      const [head = '', body = ''] = received.split('\r\n\r\n');
      assert.match(head, new RegExp(`^content-length: ${body.length}$`, 'im'));
      assert.doesNotMatch(head, /transfer-encoding/i);
      assert.equal(connection.pieces.length, 1, path);
    }
  });

  test('whatever the status, a body is empty or JSON', async () => {
    const replies = [
      await client.get('/nowhere'),
      await client.get('/actions/none/events'),
      await client.get('/actions/%FF/events'),
      await client.get('/actions/events?sort=up'),
      await client.send({ method: 'DELETE', path: '/actions/events', body: '{}' }),
      await client.publish('broken'),
      await server.stranger().get('/actions/events'),
    ];
    for (const { body, status } of replies) {
      assert.ok(status >= 400);
      assert.doesNotThrow(() => JSON.parse(body.toString()));
    }
  });

  test('an HTTP/1.0 client gets the whole feed and the end of the connection', async () => {
    const connection = new RawConnection(server.url);
    await connection.write(`GET /actions/events?sort=asc HTTP/1.0\r\nX-Key: ${client.key}\r\n\r\n`);
    const [, body = ''] = (await connection.ended()).split('\r\n\r\n');
    assert.deepEqual(JSON.parse(body), [...SENT, OTHER]);
  });
});

describe('a client that closes its half of the connection once it has sent all', () => {
  const send = async (text: string) => {
    const connection = new RawConnection(server.url);
    connection.socket.end(text);
    return connection.ended();
  };

  test('is told what became of what it publishes', async () => {
    const headers = { 'X-Key': String(client.key), 'Content-Type': 'application/json' };
    const body = JSON.stringify(SENT);
    const text = requestText('POST', '/events', { ...headers, 'Content-Length': body.length }, body);
    const received = await send(text);
    assert.match(received, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(received, /"duplicates":3/);
  });

  test('gets the whole of a long answer, also by HTTP/1.0', async () => {
    const other = parseAccount('LONG/1');
    await createAccount(server.catalog.db, other);
    const reader = await server.client({}, other);
    const identity = { type: 'customer', ...other };
    // More than the buffers of a connection hold.
    const count = 10_000;
    const body = lines(executions(count).map((event) => ({ ...event, identity })));
    assert.equal((await reader.publish(body, { 'Content-Type': 'application/x-ndjson' })).status, 200);
    const text = requestText('GET', '/actions/events', {
      'X-Key': String(reader.key),
      Accept: 'application/x-ndjson',
    });
    for (const version of ['1.0', '1.1']) {
      const received = await send(text.replace('HTTP/1.1', `HTTP/${version}`));
      assert.equal(received.match(/"type":"execution"/g)?.length, count, version);
      assert.match(received, version === '1.0' ? /\}\n$/ : /\r\n0\r\n\r\n$/);
    }
  });

  test('is told when its body lacks a part', async () => {
    const headers = { 'X-Key': String(client.key), 'Content-Type': 'application/json', 'Content-Length': 99 };
    assert.match(await send(requestText('POST', '/events', headers, '[')), /^HTTP\/1\.1 400 /);
  });
});

describe('what Node answers by itself', () => {
  test('a request by HTTP/1.1 without Host is told what it lacks', async () => {
    const connection = new RawConnection(server.url);
    await connection.write('GET /health HTTP/1.1\r\nConnection: close\r\n\r\n');
    const received = await connection.ended();
    assert.match(received, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(received, /\r\nx-request-id: /i);
    assert.match(received, /"code":"bad-request".*Host/);
  });

  test('one by HTTP/1.0 needs none', async () => {
    const connection = new RawConnection(server.url);
    await connection.write('GET /health HTTP/1.0\r\n\r\n');
    assert.match(await connection.ended(), /^HTTP\/1\.1 200 OK\r\n/);
  });

  test('an expectation that nobody knows is passed over', async () => {
    const reply = await client.get('/actions/events', { Expect: 'magic' });
    assert.equal(reply.status, 200);
    assert.ok(itemsOf(reply).length > 0);
  });
});
