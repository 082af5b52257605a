import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventLog, Query } from '../log.ts';
import { entries, entry, range } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { ARRAY, assertReads, assertSame, inflated, LINES, numbersIn, queryOf } from './reading.contract.ts';

const MANY = 3_000;

/** Events in the order of their numbers, half of them at one and the same instant. */
async function manyEvents(log: EventLog): Promise<void> {
  await log.append(entries(...range(1, MANY).map((n) => ({ n, timestamp: Math.max(n, MANY / 2) }))));
}

type Way = 'plain' | 'deflated';

/** A reader of a body that was sent the one or the other way. */
function reader(log: EventLog, query: Query, way: Way = 'plain'): AsyncIterator<Uint8Array> {
  const chunks = way === 'plain' ? log.read(query, ARRAY) : inflated(log.readDeflated(query, ARRAY));
  return chunks[Symbol.asyncIterator]();
}

/** All that is left of a reader's body. */
async function rest(chunks: AsyncIterator<Uint8Array>): Promise<string> {
  const found: Uint8Array[] = [];
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) found.push(next.value);
  return Buffer.concat(found).toString();
}

async function first(chunks: AsyncIterator<Uint8Array>): Promise<string> {
  const { value, done } = await chunks.next();
  assert.notEqual(done, true);
  return Buffer.from(value).toString();
}

/** How bodies come: in pieces, as of one moment, and no further than somebody reads. */
export function streamingContract(make: MakeLogs): void {
  describe('a long body', () => {
    test('comes in pieces, none of which is most of it', () =>
      withLog(make, async (log) => {
        await manyEvents(log);
        for (const sort of ['asc', 'desc', undefined] as const) {
          const query = { ...queryOf(log), ...(sort && { sort }) };
          let events = 0;
          let most = 0;
          for await (const chunk of log.read(query, LINES)) {
            assert.ok(chunk.length > 0);
            const here = Buffer.from(chunk).toString().match(/"n":/g)?.length ?? 0;
            events += here;
            most = Math.max(most, here);
          }
          assert.equal(events, MANY);
          assert.ok(most < MANY / 2, `${most} events in one piece`);
        }
      }));

    test('of large events is complete', () =>
      withLog(make, async (log) => {
        const text = 'ampoule été 漢字 '.repeat(10_000);
        const large = range(1, 24).map((n) => entry({ n, timestamp: n, json: JSON.stringify({ n, text }) }));
        await log.append(large);
        const expected = `[${large.map(({ json }) => json).join(',')}]`;
        assert.ok(expected.length > 24 * 150_000);
        assert.ok((await rest(reader(log, queryOf(log, { sort: 'asc' })))) === expected);
        await assertReads(log, {}, range(1, 24));
      }));

    test('of large events among small ones is complete', () =>
      withLog(make, async (log) => {
        const text = 'x'.repeat(200_000);
        await log.append(
          range(1, 400).map((n) => entry({ n, json: JSON.stringify(n % 100 === 0 ? { n, text } : { n }) })),
        );
        await assertReads(log, {}, range(1, 400));
      }));
  });

  describe('a read is of one moment', () => {
    const orders = ['asc', 'desc', undefined] as const;
    const ways = ['plain', 'deflated'] as const;
    for (const { sort, way } of ways.flatMap((way) => orders.map((sort) => ({ sort, way })))) {
      test(`whatever is appended meanwhile (${sort ?? 'in any order'}, ${way})`, () =>
        withLog(make, async (log) => {
          await manyEvents(log);
          const chunks = reader(log, { ...queryOf(log), ...(sort && { sort }) }, way);
          let body = await first(chunks);
          // Before, among and after what is being read.
          await log.append(
            entries(
              { n: MANY + 1, timestamp: 0 },
              { n: MANY + 2, timestamp: MANY / 2 },
              { n: MANY + 3, timestamp: MANY },
              { n: MANY + 4, timestamp: 2 * MANY },
            ),
          );
          body += await rest(chunks);
          const numbers = numbersIn(body).toSorted((a, b) => a - b);
          assertSame(numbers, range(1, MANY), 'the snapshot');
        }));
    }

    test('chosen before the first piece is asked for', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1 }));
        const chunks = reader(log, queryOf(log));
        await log.append(entries({ n: 2, timestamp: 0 }));
        assert.deepEqual(numbersIn(await rest(chunks)), [1]);
      }));

    test('and after it begins where it ended', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1 }, { n: 2 }));
        const snapshot = log.head();
        await log.append(entries({ n: 3, timestamp: 0 }, { n: 4 }));
        await assertReads(log, { upTo: snapshot }, [1, 2]);
        await assertReads(log, { after: snapshot }, [3, 4]);
      }));
  });

  describe('readers', () => {
    test('may stop early, and the log lives on', () =>
      withLog(make, async (log) => {
        await manyEvents(log);
        for (let stopped = 0; stopped < 40; stopped++) {
          const way = stopped % 4 < 2 ? 'plain' : 'deflated';
          const chunks = reader(log, queryOf(log, { sort: stopped % 2 === 0 ? 'asc' : 'desc' }), way);
          await first(chunks);
          await chunks.return?.();
          assert.equal((await chunks.next()).done, true);
        }
        await log.append(entries({ n: MANY + 1, timestamp: MANY }));
        assert.equal(log.head(), MANY + 1);
        await assertReads(log, {}, range(1, MANY + 1));
      }));

    test('may be left standing', () =>
      withLog(make, async (log) => {
        await manyEvents(log);
        const standing = range(1, 20).map(() => reader(log, queryOf(log, { sort: 'asc' })));
        for (const chunks of standing) await first(chunks);
        await log.append(entries({ n: MANY + 1, timestamp: 0 }));
        await assertReads(log, {}, [MANY + 1, ...range(1, MANY)]);
      }));

    test('do not disturb each other', () =>
      withLog(make, async (log) => {
        await manyEvents(log);
        const queries = [
          queryOf(log, { sort: 'asc' }),
          queryOf(log, { sort: 'desc' }),
          queryOf(log, { sort: 'asc', start: MANY / 2 + 1 }),
          queryOf(log, { sort: 'asc' }),
        ];
        const readers = queries.map((query) => ({ chunks: reader(log, query), body: '' }));
        const open = new Set(readers);
        while (open.size > 0) {
          for (const each of open) {
            const { value, done } = await each.chunks.next();
            if (done === true) open.delete(each);
            else each.body += Buffer.from(value).toString();
          }
        }
        const expected = [
          range(1, MANY),
          range(1, MANY).toReversed(),
          range(MANY / 2 + 1, MANY),
          range(1, MANY),
        ];
        for (const [index, { body }] of readers.entries()) {
          assertSame(numbersIn(body), expected[index] ?? [], `reader ${index}`);
        }
      }));
  });
}
