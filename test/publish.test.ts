import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import {
  type Body,
  type HttpClient,
  itemsOf,
  jsonOf,
  logPosition,
  type Reply,
} from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const server = await serve();
after(() => server.close());
const client = await server.client();

/** Every test publishes events that no other has. */
let next = 0;
let some: ReturnType<typeof executions>;
let ids: Set<unknown>;
let head: number;

beforeEach(async () => {
  some = executions(3, next);
  next += 100;
  ids = new Set(some.map(({ id }) => id));
  head = await headOf(client);
});

async function headOf(reader: HttpClient): Promise<number> {
  return logPosition(await reader.head('/actions/events'));
}

/** The events that came after the position at which the test began, in the order in which they came. */
async function published(): Promise<unknown[]> {
  const reply = await client.get(`/actions/events?after=${head}&sort=asc`);
  assert.equal(reply.status, 200, reply.body.toString());
  return itemsOf(reply);
}

function assertReceipt(reply: Reply, accepted: number, duplicates: number): void {
  assert.equal(reply.status, 200, reply.body.toString());
  assert.match(String(reply.headers['content-type']), /^application\/json\b/);
  assert.deepEqual(jsonOf(reply), { accepted, duplicates, position: head + accepted });
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const CODINGS: [name: string, code: (body: Uint8Array) => Uint8Array][] = [
  ['identity', (body) => body],
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['zstd', zstdCompressSync],
  ['GZIP', gzipSync],
];
const TRANSFERS: [name: string, transfer: (body: Uint8Array) => Body][] = [
  ['with its length', (body) => body],
  ['in chunks', (body) => inPieces(body, 100)],
  ['byte by byte', (body) => inPieces(body, 1)],
];

describe('the ways in', () => {
  const forms: [name: string, type: string, write: () => [text: string, events: unknown[]]][] = [
    ['one event', 'application/json', () => [JSON.stringify(some[0]), some.slice(0, 1)]],
    ['an array', 'application/json', () => [JSON.stringify(some, null, 2), some]],
    ['lines', 'application/x-ndjson', () => [lines(some), some]],
  ];
  for (const [form, type, write] of forms) {
    for (const [coding, code] of CODINGS) {
      for (const [transferred, transfer] of TRANSFERS) {
        test(`${form}, ${coding}, ${transferred}`, async () => {
          const [text, events] = write();
          const body = transfer(code(Buffer.from(text)));
          const reply = await client.publish(body, { 'Content-Type': type, 'Content-Encoding': coding });
          assertReceipt(reply, events.length, 0);
          assert.deepEqual(await published(), events);
        });
      }
    }
  }

  test('lines by any of their names', async () => {
    for (const [index, type] of [
      'application/x-ndjson',
      'application/ndjson',
      'application/jsonl',
    ].entries()) {
      const reply = await client.publish(lines(some.slice(index, index + 1)), { 'Content-Type': type });
      assert.equal(get(jsonOf(reply), 'accepted'), 1, type);
    }
  });

  test('lines may end as on Windows, be empty, and lack the last end', async () => {
    const [first, second, third] = some.map((event) => JSON.stringify(event));
    const reply = await client.publishLines(`\n\r\n${first}\r\n\n  \t\n ${second} \r\n\n${third}`);
    assertReceipt(reply, 3, 0);
    assert.deepEqual(await published(), some);
  });

  test('a byte order mark is no part of the text', async () => {
    assertReceipt(await client.publish(`\ufeff${JSON.stringify(some[0])}`), 1, 0);
    head += 1;
    assertReceipt(await client.publishLines(`\ufeff${lines(some.slice(1))}`), 2, 0);
  });

  test('no events at all are no error', async () => {
    assertReceipt(await client.publish('[]'), 0, 0);
    assertReceipt(await client.publishLines(''), 0, 0);
    assertReceipt(await client.publishLines('\n\n \n'), 0, 0);
    assertReceipt(await client.publishLines(inPieces(Buffer.alloc(0), 1)), 0, 0);
  });

  test('thousands of lines, in any pieces, keep their order', async () => {
    const many = executions(3000, 1_000_000);
    const reply = await client.publishLines(inPieces(Buffer.from(lines(many)), 7919));
    assertReceipt(reply, many.length, 0);
    assert.deepEqual(await published(), many);
  });

  test('many requests at once', async () => {
    const many = executions(60, 2_000_000);
    const replies = await Promise.all(many.map((event) => client.publish(JSON.stringify(event))));
    for (const reply of replies) assert.equal(get(jsonOf(reply), 'accepted'), 1);
    assert.deepEqual(await published(), many);
  });
});

describe('what is made and what is kept', () => {
  test('an id, a timestamp and an identity are made when they are absent', async () => {
    const { type, source } = execution({ number: 0 });
    const earliest = Date.now();
    assertReceipt(await client.publish(JSON.stringify({ type, source })), 1, 0);
    const latest = Date.now();
    const [event, ...others] = await published();
    assert.equal(others.length, 0);
    assert.match(
      String(get(event, 'id')),
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const timestamp = Number(get(event, 'timestamp'));
    assert.ok(timestamp >= earliest && timestamp <= latest, String(timestamp));
    assert.deepEqual(get(event, 'identity'), { type: 'customer', agency: 'DEMO', customer: '028' });
    assert.deepEqual(get(event, 'source'), source);
  });

  test('two events without an id are two events', async () => {
    const { id: _id, ...event } = some[0] ?? assert.fail();
    assertReceipt(await client.publish(JSON.stringify([event, event])), 2, 0);
    head += 2;
    assertReceipt(await client.publishLines(lines([event, event])), 2, 0);
  });

  test('members come out in the order of the reference, however they came in', async () => {
    const { type, id, timestamp, identity, source } = some[0] ?? assert.fail();
    assertReceipt(
      await client.publish(JSON.stringify({ note: 1, source, identity, timestamp, id, type })),
      1,
      0,
    );
    const [event] = await published();
    assert.equal(JSON.stringify(event), JSON.stringify({ type, id, timestamp, identity, source, note: 1 }));
  });

  test('members that no schema knows, any text and any number are kept', async () => {
    // Written as text: in a literal, the first member would be the prototype.
    const odd: object = JSON.parse('{"__proto__":{"polluted":true},"constructor":null,"toString":1}');
    const data = {
      text: 'é 日本 🛰 \u0000 \u2028 "\\/ </script>',
      '': odd,
      numbers: [0, -1, 1.5, 1e21, 1e-7, 9007199254740991],
      nested: [[[]], {}],
    };
    const event = { ...execution({ number: next + 50, data }), 'x-more': { $ref: '#' }, ...odd };
    assertReceipt(await client.publish(JSON.stringify(event)), 1, 0);
    assert.deepEqual(await published(), [event]);
  });

  test('the first and the last instant', async () => {
    const events = [0, 8_640_000_000_000_000].map((timestamp, index) =>
      execution({ number: next + 60 + index, timestamp }),
    );
    assertReceipt(await client.publish(JSON.stringify(events)), 2, 0);
    assert.deepEqual(await published(), events);
  });
});

describe('what is published twice', () => {
  test('is stored once and counted', async () => {
    assertReceipt(await client.publish(JSON.stringify(some)), 3, 0);
    head += 3;
    assertReceipt(await client.publish(JSON.stringify(some)), 0, 3);
    assertReceipt(await client.publishLines(lines(some)), 0, 3);
    assertReceipt(await client.publish(JSON.stringify(some[1])), 0, 1);
    assert.deepEqual(await published(), []);
  });

  test('within one request too', async () => {
    assertReceipt(await client.publish(JSON.stringify([...some, ...some])), 3, 3);
    head += 3;
    const more = executions(2, next + 70);
    assertReceipt(await client.publishLines(lines([...more, ...more, ...some])), 2, 5);
  });

  test('in either case of its id', async () => {
    const [event] = some;
    assert.ok(event);
    assertReceipt(await client.publish(JSON.stringify(event)), 1, 0);
    head += 1;
    assertReceipt(await client.publish(JSON.stringify({ ...event, id: event.id.toUpperCase() })), 0, 1);
  });

  test('stays as it was first', async () => {
    const [event] = some;
    assert.ok(event);
    assertReceipt(await client.publish(JSON.stringify(event)), 1, 0);
    const changed = { ...event, timestamp: 1, note: 'changed' };
    assert.equal(get(jsonOf(await client.publish(JSON.stringify(changed))), 'duplicates'), 1);
    assert.deepEqual(await published(), [event]);
  });

  test('at the same time is stored once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => client.publish(JSON.stringify(some))));
    const counts = replies.map((reply) => [get(jsonOf(reply), 'accepted'), get(jsonOf(reply), 'duplicates')]);
    assert.equal(
      counts.reduce((sum, [accepted]) => sum + Number(accepted), 0),
      3,
    );
    assert.equal(
      counts.reduce((sum, [, duplicates]) => sum + Number(duplicates), 0),
      57,
    );
    assert.deepEqual(new Set((await published()).map((event) => get(event, 'id'))), ids);
  });
});

test('a key that may only publish publishes, and an acknowledged event is read at once', async () => {
  const writer = await server.client({ name: 'writer', permissions: ['events:write'] });
  for (const event of some) {
    assert.equal((await writer.publish(JSON.stringify(event))).status, 200);
    const last = (await published()).at(-1);
    assert.deepEqual(last, event);
  }
});

test('all examples are accepted as one array', async () => {
  const reply = await client.publish(JSON.stringify(EXAMPLE_EVENTS));
  assertReceipt(reply, EXAMPLE_EVENTS.length, 0);
});
