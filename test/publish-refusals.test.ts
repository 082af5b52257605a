import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type HttpClient, itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const server = await serve();
after(() => server.close());
const client = await server.client();

let next = 0;
let some: ReturnType<typeof executions>;
let head: number;

beforeEach(async () => {
  some = executions(5, next);
  next += 100;
  head = await headOf(client);
});

async function headOf(reader: HttpClient): Promise<number> {
  return logPosition(await reader.head('/actions/events'));
}

async function assertNothingStored(): Promise<void> {
  assert.equal(await headOf(client), head);
}

/** An event without one of its members. */
function lacking(number: number, name: 'type' | 'source'): object {
  return Object.fromEntries(Object.entries(execution({ number })).filter(([member]) => member !== name));
}

describe('a body that cannot be read is 400', () => {
  const good = Buffer.from(JSON.stringify(execution({ number: 9_000_000 })));
  const bodies: [what: string, body: string | Uint8Array, coding?: string][] = [
    ['an empty body', ''],
    ['white space', ' \r\n\t'],
    ['a byte order mark alone', '\ufeff'],
    ['an open array', '['],
    ['an open object', '{"type":'],
    ['an open string', '"'],
    ['a trailing comma', '[1,]'],
    ['words', 'NaN'],
    ['lines sent as JSON', lines(executions(2, 9_000_000))],
    ['a comment', '// nothing\n[]'],
    ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22])],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a cut character', Buffer.from('"é"').subarray(0, 2)],
    ['UTF-16', Buffer.from(good.toString(), 'utf16le')],
    ['plain text called gzip', good, 'gzip'],
    ['plain text called zstd', good, 'zstd'],
    ['gzip called zstd', gzipSync(good), 'zstd'],
    ['a cut gzip', gzipSync(good).subarray(0, -5), 'gzip'],
    ['a gzip that fails its checksum', damaged(gzipSync(good), -6), 'gzip'],
    ['a gzip header alone', gzipSync(good).subarray(0, 10), 'gzip'],
    ['a cut zstd', zstdCompressSync(good).subarray(0, -3), 'zstd'],
    ['an empty body called gzip', '', 'gzip'],
    ['broken UTF-8 in a good gzip', gzipSync(Buffer.from([0xff])), 'gzip'],
  ];
  for (const [what, body, coding] of bodies) {
    test(what, async () => {
      const headers = coding === undefined ? {} : { 'Content-Encoding': coding };
      const { errors, accepted } = assertProblem(await client.publish(body, headers), 400, 'invalid-body');
      assert.equal(errors, undefined);
      assert.equal(accepted, undefined);
      await assertNothingStored();
    });
  }
});

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = copy.length + at;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

describe('a type that is not taken is 415', () => {
  const types = [
    undefined,
    '',
    'json',
    'text/plain',
    'text/json',
    'application/xml',
    'application/problem+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    '*/*',
  ];
  for (const type of types) {
    test(`Content-Type: ${type}`, async () => {
      const body = JSON.stringify(some);
      const headers = type === undefined ? {} : { 'Content-Type': type };
      assertProblem(
        await client.send({ method: 'POST', path: '/events', headers, body }),
        415,
        'unsupported-type',
      );
      await assertNothingStored();
    });
  }

  for (const type of [
    'application/json; charset=latin1',
    'application/json;charset="latin1"',
    'application/x-ndjson; x=y; Charset = latin1',
  ]) {
    test(`Content-Type: ${type}, which names the charset`, async () => {
      const reply = await client.publish(JSON.stringify(some), { 'Content-Type': type });
      assertProblem(reply, 415, 'unsupported-type');
      assert.match(reply.body.toString(), /the charset 'latin1', and is read as UTF-8/);
      await assertNothingStored();
    });
  }

  for (const coding of ['br', 'deflate', 'compress', 'gzip, gzip', 'none']) {
    test(`Content-Encoding: ${coding}`, async () => {
      const reply = await client.publish(JSON.stringify(some), { 'Content-Encoding': coding });
      assertProblem(reply, 415, 'unsupported-type');
      await assertNothingStored();
    });
  }

  test('a request without body and type too', async () => {
    assertProblem(await client.send({ method: 'POST', path: '/events' }), 415, 'unsupported-type');
  });
});

describe('a value that is no event is 400 with its index and pointers', () => {
  const stamp = '/source/detail/execution/stamp';
  const cases: [what: string, body: string, index: number, pointer: string][] = [
    ['null', 'null', 0, ''],
    ['a number', '7', 0, ''],
    ['a string', '"event"', 0, ''],
    ['an array in an array', '[[]]', 0, ''],
    ['an empty object', '{}', 0, '/type'],
    ['an unknown type', '{"type":"delivery"}', 0, '/type'],
    ['no source', JSON.stringify(lacking(1, 'source')), 0, '/source'],
    ['a source of another type', '{"type":"hit","source":{"type":"contact","detail":{}}}', 0, '/source/type'],
    ['an id that is no uuid', JSON.stringify({ ...execution({ number: 1 }), id: 'seven' }), 0, '/id'],
    [
      'a timestamp as text',
      JSON.stringify({ ...execution({ number: 1 }), timestamp: '2026' }),
      0,
      '/timestamp',
    ],
    ['a timestamp before 1970', JSON.stringify(execution({ number: 1, timestamp: -1 })), 0, '/timestamp'],
    ['half a millisecond', JSON.stringify(execution({ number: 1, timestamp: 0.5 })), 0, '/timestamp'],
    ['the second of two', JSON.stringify([execution({ number: 1 }), lacking(2, 'type')]), 1, '/type'],
    ['a place deep inside', JSON.stringify(execution({ number: 1 })).replace('"thread"', '"fred"'), 0, stamp],
  ];
  for (const [what, body, index, pointer] of cases) {
    test(what, async () => {
      const problem = assertProblem(await client.publish(body), 400, 'invalid-event');
      const [first] = problem.errors ?? [];
      assert.equal(first?.index, index);
      assert.equal(first.pointer, pointer);
      assert.ok(problem.detail.includes(`event ${index}`), problem.detail);
      await assertNothingStored();
    });
  }

  test('an account of its own that is not the key’s', async () => {
    for (const account of [
      { agency: 'DEMO', customer: '029' },
      { agency: 'OTHER', customer: '028' },
      { agency: 'demo', customer: '028' },
    ]) {
      const event = execution({ number: next + 10, account });
      for (const reply of [
        await client.publish(JSON.stringify(event)),
        await client.publish(JSON.stringify([event])),
        await client.publishLines(lines([event])),
      ]) {
        const { errors } = assertProblem(reply, 400, 'invalid-event');
        assert.deepEqual(
          errors?.map(({ pointer }) => pointer),
          ['/identity'],
        );
        await assertNothingStored();
      }
    }
  });
});

describe('of an array with a wrong event', () => {
  test('nothing is stored, and every wrong event is told', async () => {
    const [first, second, third] = some;
    const body = [first, { ...second, id: 1 }, third, lacking(next + 20, 'type')];
    const problem = assertProblem(await client.publish(JSON.stringify(body)), 400, 'invalid-event');
    assert.deepEqual(
      problem.errors?.map(({ index, pointer }) => [index, pointer]),
      [
        [1, '/id'],
        [3, '/type'],
      ],
    );
    assert.match(problem.detail, /^2 of 4 /);
    await assertNothingStored();
    const corrected = await client.publish(JSON.stringify([first, second, third]));
    assert.deepEqual(jsonOf(corrected), { accepted: 3, duplicates: 0, position: head + 3 });
  });

  test('the first ten wrong events are told of thousands, with their number', async () => {
    const body = JSON.stringify(Array.from({ length: 5000 }, () => 7));
    const problem = assertProblem(await client.publish(body), 400, 'invalid-event');
    assert.deepEqual(
      problem.errors?.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.match(problem.detail, /^5000 of 5000 /);
  });
});

describe('of a stream with a bad line', () => {
  const bad: [what: string, line: string | Uint8Array, code: string, pointer: string | undefined][] = [
    ['that is no JSON', '{"type":', 'invalid-event', ''],
    ['that is no event', '{"type":"delivery"}', 'invalid-event', '/type'],
    ['that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'invalid-event', ''],
    ['that is an array', JSON.stringify(executions(2, 9_000_000)), 'invalid-event', ''],
  ];
  for (const [what, line, code, pointer] of bad) {
    for (const before of [0, 3, 1100]) {
      test(`${what}, everything before it is stored: ${before}`, async () => {
        const good = executions(before + 5, 10_000 * next);
        const body = [
          lines(good.slice(0, before)),
          // An empty line is no event: the index counts events.
          '\n',
          line,
          '\n',
          lines(good.slice(before)),
        ].map((part) => Buffer.from(part));
        const problem = assertProblem(await client.publishLines(Buffer.concat(body)), 400, code);
        assert.equal(problem.accepted, before);
        assert.equal(problem.duplicates, 0);
        assert.equal(problem.position, head + before);
        assert.deepEqual(
          problem.errors?.map(({ index, pointer: place }) => [index, place]),
          [[before, pointer]],
        );
        const stored = await client.get(`/actions/events?after=${head}&sort=asc`);
        assert.deepEqual(itemsOf(stored), good.slice(0, before));

        const retried = await client.publishLines(lines(good));
        assert.deepEqual(jsonOf(retried), {
          accepted: good.length - before,
          duplicates: before,
          position: head + good.length,
        });
      });
    }
  }

  test('that is cut in its compression, everything before it is stored', async () => {
    const good = executions(4000, 10_000 * next);
    const whole = Buffer.from(lines(good));
    for (const [coding, body] of [
      ['gzip', gzipSync(whole)],
      ['zstd', zstdCompressSync(whole)],
    ] as const) {
      const cut = body.subarray(0, Math.floor(body.length / 2));
      const reply = await client.publishLines(cut, { 'Content-Encoding': coding });
      const { accepted, duplicates, position } = assertProblem(reply, 400, 'invalid-body');
      const stored = itemsOf(await client.get(`/actions/events?after=${head}&sort=asc`));
      assert.equal(position, head + stored.length);
      assert.ok(stored.length < good.length);
      assert.deepEqual(stored, good.slice(0, stored.length));
      if (coding === 'gzip') assert.equal(accepted, stored.length);
      assert.ok((accepted ?? 0) + (duplicates ?? 0) <= stored.length);
    }
  });

  test('with lines sent before that were known already, they are counted as duplicates', async () => {
    await client.publish(JSON.stringify(some.slice(0, 2)));
    const problem = assertProblem(await client.publishLines(`${lines(some)}broken\n`), 400, 'invalid-event');
    assert.equal(problem.accepted, 3);
    assert.equal(problem.duplicates, 2);
    assert.equal(problem.position, head + 5);
  });
});

test('a gzip of several members is one body', async () => {
  const body = Buffer.concat([gzipSync('['), gzipSync(JSON.stringify(some[0])), gzipSync(']')]);
  const reply = await client.publish(body, { 'Content-Encoding': 'gzip' });
  assert.equal(get(jsonOf(reply), 'accepted'), 1);
});

test('nothing of all this was an unforeseen failure', () => {
  assert.deepEqual(server.errors, []);
});
