import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { MemoryDispatch } from '../src/actions/memory/memory-dispatch.ts';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import { createdAction } from './support/action-fixtures.ts';
import { HttpClient, itemsOf, jsonOf, plainBody, type Reply, type Wish } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type DocumentedOperation, OpenApiDocument } from './support/openapi-document.ts';
import { get } from './support/promised-feeds.ts';
import { changeRequests, publishRequests, readRequests } from './support/request-arbitraries.ts';
import { fitting } from './support/schema-arbitraries.ts';
import { serve, type TestServer } from './support/server.ts';

/** Another one finds other requests: FUZZ_SEED=… node --test test/fuzz.test.ts */
const SEED = Number(process.env.FUZZ_SEED ?? 28_026);
const READS = Number(process.env.FUZZ_RUNS ?? 12);
const PUBLICATIONS = READS * 45;
const ROUND_TRIPS = READS * 10;

let server: TestServer;
let document: OpenApiDocument;
let operations: DocumentedOperation[];
let stranger: HttpClient;
/** A key that may do everything, one that may only read, one that may only publish, and one that is none. */
let keys: string[];

before(async () => {
  server = await serve({ dispatchOf: () => new MemoryDispatch() });
  document = await OpenApiDocument.of(server);
  ({ operations } = document);
  stranger = server.stranger();
  const clients = [
    await server.client({ permissions: KEEPER }),
    await server.client({ permissions: ['events:read', 'contacts:read'] }),
    await server.client({ permissions: ['events:write', 'actions:read'] }),
  ];
  keys = [...clients.map(({ key }) => String(key)), 'unknown'];
  const [keeper] = clients;
  assert.ok(keeper);
  await keeper.publish(JSON.stringify(EXAMPLE_EVENTS));
  for (const name of ['one', 'two', 'three']) {
    await done(call(keeper, 'POST', '/targets', { Email: `${name}@example.com` }));
    await done(call(keeper, 'POST', '/segments', { type: 'static', name }));
    await createdAction(keeper);
  }
});
after(() => server.close());

/** Whatever was asked: a status, a type and a body as the document says. */
function assertDocumented(operation: DocumentedOperation, wish: Wish, reply: Reply): void {
  const { status } = reply;
  const told = () => `${wish.method} ${wish.path} gave ${status} ${reply.body.toString().slice(0, 500)}`;
  // What the server of this test does not do it says by 503; anything else would be a failure.
  assert.ok(status < 500 || status === 503, told());
  const response = operation.responses.get(status);
  assert.ok(response, `${told()}: the status is not documented`);
  if (wish.method === 'HEAD' || Object.keys(response.content).length === 0) {
    assert.equal(reply.body.length, 0, told());
    return;
  }
  const type = reply.headers['content-type']?.split(';')[0] ?? '';
  assert.ok(type in response.content, `${told()}: the type ${type} is not documented`);
  for (const body of bodiesOf(reply, type)) {
    const flaw = document.flawOfAnswer(operation, status, type, body);
    assert.equal(flaw, undefined, told());
  }
}

/** The values in a body: of lines each, else one. */
function bodiesOf(reply: Reply, type: string): unknown[] {
  if (type === 'application/x-ndjson') return itemsOf(reply);
  return [type.startsWith('text/') ? plainBody(reply).toString() : jsonOf(reply)];
}

test(`any request to any operation is answered as documented, seed ${SEED}`, async (t) => {
  const reads = operations.filter(({ method }) => method === 'GET');
  const statuses = new Map<number, number>();
  for (const [index, operation] of reads.entries()) {
    await fc.assert(
      fc.asyncProperty(readRequests(operation, keys), async (wish) => {
        const reply = await stranger.send(wish);
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        assertDocumented(operation, wish, reply);
      }),
      { seed: SEED + index, numRuns: READS },
    );
  }
  t.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
  // The requests are varied enough to meet success and every error of reading.
  for (const status of [200, 400, 401, 403, 404])
    assert.ok((statuses.get(status) ?? 0) >= 10, String(status));
  assert.deepEqual(server.errors, []);
});

test(`any change is made or refused as documented, seed ${SEED}`, async (t) => {
  const changes = operations.filter(({ method, path }) => method !== 'GET' && path !== '/events');
  assert.ok(changes.length > 10);
  const statuses = new Map<number, number>();
  for (const [index, operation] of changes.entries()) {
    await fc.assert(
      fc.asyncProperty(changeRequests(operation, document, keys), async (wish) => {
        const reply = await stranger.send(wish);
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        assertDocumented(operation, wish, reply);
      }),
      { seed: SEED + index, numRuns: READS * 3 },
    );
  }
  t.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
  for (const status of [200, 204, 400, 401, 403, 404, 409, 415])
    assert.ok((statuses.get(status) ?? 0) >= 5, String(status));
  assert.deepEqual(server.errors, []);
});

describe('publishing', () => {
  /** Events that fit the schema of the request, of the account of the keys. */
  const events = () =>
    fc
      .tuple(
        fitting(
          get(
            document.raw,
            'paths',
            '/events',
            'post',
            'requestBody',
            'content',
            'application/x-ndjson',
            'schema',
          ),
          document.raw,
        ),
        fc.constantFrom<object[]>(
          [{ identity: { type: 'customer', agency: 'DEMO', customer: '028' } }],
          [{ identity: undefined, id: undefined, timestamp: undefined }],
          [],
        ),
      )
      .map(([event, changes]) => Object.assign({ ...Object(event) }, ...changes));

  test(`any body is answered as documented, seed ${SEED}`, async (t) => {
    const operation = operations.find(({ method, path }) => method === 'POST' && path === '/events');
    assert.ok(operation);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(publishRequests(events(), keys), async (wish) => {
        const reply = await stranger.send(wish);
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        assertDocumented(operation, wish, reply);
      }),
      { seed: SEED, numRuns: PUBLICATIONS },
    );
    t.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
    for (const status of [200, 400, 401, 403, 415])
      assert.ok((statuses.get(status) ?? 0) >= 5, String(status));
    assert.deepEqual(server.errors, []);
  });

  test(`any event that fits the schema is stored, and read back from its feed, seed ${SEED}`, async () => {
    const client = new HttpClient(server.url, keys[0]);
    await fc.assert(
      fc.asyncProperty(events(), fc.uuid(), async (made, id) => {
        const event = { ...made, id, identity: { type: 'customer', agency: 'DEMO', customer: '028' } };
        const json = JSON.stringify(event);
        const reply = await client.publish(json);
        // Half of a surrogate pair fits the schema of an id, and is refused there alone.
        if (reply.status === 400 && /\\ud[89a-f]/.test(json)) {
          assert.match(reply.body.toString(), /has an id with half of a surrogate pair/);
          return;
        }
        assert.equal(reply.status, 200, reply.body.toString());
        const url = ownFeedOf(event);
        if (url === undefined) return;
        const feed = await client.get(`${url}?classification=all`);
        assert.equal(feed.status, 200, `${url} ${feed.body.toString()}`);
        const stored = itemsOf(feed).find((item) => get(item, 'id') === id);
        assert.deepEqual(stored, {
          timestamp: get(stored, 'timestamp'),
          ...JSON.parse(JSON.stringify(event)),
        });
      }),
      { seed: SEED, numRuns: ROUND_TRIPS },
    );
    client.close();
  });

  test('what was published that way is served as documented by every feed', async () => {
    const client = new HttpClient(server.url, keys[0]);
    for (const operation of operations.filter(({ path }) =>
      /^\/(actions|notifications|display)\/(events|reactivities)/.test(path),
    )) {
      const wish = { method: 'GET', path: `${operation.path}?classification=all` };
      assertDocumented(operation, wish, await client.send(wish));
    }
    client.close();
  });
});

const ROOTS: Record<string, string> = {
  email: '/actions',
  sms: '/actions',
  notification: '/notifications',
  display: '/display/content',
};

/** The feed of the sender of an event; undefined when a URL cannot carry its id. */
function ownFeedOf(event: unknown): string | undefined {
  const root = ROOTS[String(get(event, 'source', 'type'))];
  const detail = get(event, 'source', 'detail');
  const id = get(detail, 'activation', 'id') ?? get(detail, 'execution', 'id');
  const text = String(id);
  if (root === undefined || !text.isWellFormed()) return undefined;
  // The router compares paths in lower case, and this is the one letter that gets longer by that.
  if (text.includes('\u0130')) return undefined;
  return `${root}/${encodeURIComponent(text)}/events`;
}
