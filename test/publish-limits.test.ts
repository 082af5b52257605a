import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { gzipBomb, zstdBomb } from './support/bomb.ts';
import { itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const MAX_EVENT = 4096;
const MAX_ARRAY = 64 * 1024;

const server = await serve({ settings: { maxEventBytes: MAX_EVENT, maxArrayBytes: MAX_ARRAY } });
after(() => server.close());
const client = await server.client();

/** With the limits that a server has by itself. */
const roomy = await serve();
after(() => roomy.close());
const writer = await roomy.client();

let next = 0;
let head: number;

beforeEach(async () => {
  next += 1000;
  head = await headOfLog();
});

async function headOfLog(): Promise<number> {
  return logPosition(await client.head('/actions/events'));
}

/** An event of exactly so many bytes of JSON. */
function eventOf(bytes: number, number = next): object {
  const event = { ...execution({ number }), note: '' };
  return { ...event, note: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(event))) };
}

describe('a body that is too large', () => {
  test('as an array: 413, up to the limit: stored', async () => {
    const events = executions(20, next);
    const text = JSON.stringify(events);
    const fitting = text + ' '.repeat(MAX_ARRAY - text.length);
    for (const body of [`${fitting} `, fitting.padEnd(MAX_ARRAY * 5)]) {
      const { detail } = assertProblem(await client.publish(body), 413, 'body-too-large');
      assert.match(detail, /ndjson/);
    }
    assertProblem(
      await client.publish(gzipSync(fitting.padEnd(MAX_ARRAY * 5)), { 'Content-Encoding': 'gzip' }),
      413,
      'body-too-large',
    );
    assert.equal(await headOfLog(), head);
    assert.equal((await client.publish(fitting)).status, 200);
    assert.equal(await headOfLog(), head + events.length);
  });

  test('as one event: refused with its index, up to the limit: stored', async () => {
    const large = eventOf(MAX_EVENT + 1, next + 1);
    for (const reply of [
      await client.publish(JSON.stringify([eventOf(MAX_EVENT), large])),
      await client.publishLines(lines([large])),
    ]) {
      assert.ok(reply.status === 400 || reply.status === 413, reply.body.toString());
      assert.match(String(get(jsonOf(reply), 'detail')), /4096 bytes/);
    }
    assert.equal(await headOfLog(), head);
    assert.equal((await client.publish(JSON.stringify(eventOf(MAX_EVENT)))).status, 200);
    assert.equal((await client.publishLines(lines([eventOf(MAX_EVENT, next + 2)]))).status, 200);
    assert.equal(await headOfLog(), head + 2);
  });

  test('as a line: 413, and everything before it is stored', async () => {
    const rests = [
      JSON.stringify(eventOf(MAX_EVENT * 3)),
      'x'.repeat(MAX_EVENT * 100),
      ' '.repeat(MAX_EVENT * 100),
    ];
    for (const [index, rest] of rests.entries()) {
      for (const before of [3, 600]) {
        const from = await headOfLog();
        const events = executions(before, next + 1_000_000 * (index + 1) + before);
        const problem = assertProblem(
          await client.publishLines(`${lines(events)}${rest}\n`),
          413,
          'body-too-large',
        );
        assert.match(
          problem.detail,
          new RegExp(`^event ${before} is longer than ${MAX_EVENT * 2} bytes, .*twice`),
        );
        assert.equal(problem.accepted, before);
        assert.equal(problem.position, from + before);
        assert.deepEqual(itemsOf(await client.get(`/actions/events?after=${from}&sort=asc`)), events);
      }
    }
  });

  test('as a stream of many lines: no limit in all', async () => {
    const many = executions(1000, next);
    const body = lines(many);
    assert.ok(body.length > MAX_ARRAY * 4);
    const reply = await client.publishLines(body);
    assert.deepEqual(jsonOf(reply), { accepted: many.length, duplicates: 0, position: head + many.length });
  });
});

describe('a small body that unfolds to a gigabyte is refused at once', () => {
  const bombs: [what: string, type: string, coding: string, make: () => Promise<Buffer> | Buffer][] = [
    ['zeros', 'application/json', 'gzip', () => gzipBomb(2 ** 30, 0)],
    ['white space', 'application/json', 'gzip', () => gzipBomb(2 ** 30, 0x20)],
    ['brackets', 'application/json', 'gzip', () => gzipBomb(2 ** 30, 0x5b)],
    ['a line without end', 'application/x-ndjson', 'gzip', () => gzipBomb(2 ** 30, 0x78)],
    ['zstd', 'application/json', 'zstd', () => zstdBomb(2 ** 30)],
    ['a line without end in zstd', 'application/x-ndjson', 'zstd', () => zstdBomb(2 ** 30)],
  ];
  for (const [what, type, coding, make] of bombs) {
    test(what, async () => {
      const bomb = await make();
      assert.ok(bomb.length < 1_100_000);
      const peakBefore = process.resourceUsage().maxRSS;
      const started = performance.now();
      const reply = await client.publish(bomb, { 'Content-Type': type, 'Content-Encoding': coding });
      assertProblem(reply, 413, 'body-too-large');
      assert.ok(performance.now() - started < 10_000, 'it took longer than ten seconds');
      const growth = process.resourceUsage().maxRSS - peakBefore;
      assert.ok(growth < 64 * 1024, `memory grew by ${growth} KiB`);
      assert.equal((await client.get('/health')).status, 200);
    });
  }
});

describe('what is nested a hundred thousand levels deep is refused', () => {
  const DEPTH = 100_000;
  const wrap = (open: string, close: string) => open.repeat(DEPTH) + close.repeat(DEPTH);
  const inside = (text: string) =>
    JSON.stringify(execution({ number: 1 })).replace('"number":1', `"deep":${text}`);
  const bodies: [what: string, body: string, code: string][] = [
    ['arrays', wrap('[', ']'), 'invalid-event'],
    ['objects', `${'{"":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`, 'invalid-event'],
    ['arrays without an end', '['.repeat(DEPTH), 'invalid-body'],
    ['arrays in the data of an event', inside(wrap('[', ']')), 'invalid-event'],
    [
      'objects in the data of an event',
      inside(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
      'invalid-event',
    ],
    ['arrays in place of a member', `{"type":"hit","source":${wrap('[', ']')}}`, 'invalid-event'],
    [
      'arrays in place of a detail',
      `{"type":"hit","source":{"type":"email","detail":${wrap('[', ']')}}}`,
      'invalid-event',
    ],
    [
      'arrays beside the members',
      `{"x":${wrap('[', ']')},${JSON.stringify(execution({ number: 1 })).slice(1)}`,
      'invalid-event',
    ],
  ];
  for (const [what, body, code] of bodies) {
    test(what, async () => {
      assertProblem(await writer.publish(body), 400, code);
      assertProblem(await writer.publishLines(`${body}\n`), 400, 'invalid-event');
      assert.equal(logPosition(await writer.head('/actions/events')), 0);
      assert.deepEqual(roomy.errors, []);
    });
  }
});
