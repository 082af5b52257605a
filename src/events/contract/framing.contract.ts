import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventLog, Framing } from '../log.ts';
import { entries, entry, range } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { ARRAY, type Asked, bytesOf, LINES, queryOf } from './reading.contract.ts';

const UNUSUAL: Framing = { open: '<été>', between: '\r\n, ', close: '</été>', closeEmpty: true };

async function framed(log: EventLog, asked: Asked, framing: Framing): Promise<string[]> {
  const orders: Asked[] = [{ sort: 'asc' }, { sort: 'desc' }, {}];
  return Promise.all(
    orders.map(async (order) =>
      (await bytesOf(log, { ...queryOf(log, asked), ...order }, framing)).toString(),
    ),
  );
}

/** How events are joined into one body. */
export function framingContract(make: MakeLogs): void {
  describe('framing', () => {
    test('of nothing', () =>
      withLog(make, async (log) => {
        const assertEmpty = async (asked: Asked) => {
          assert.deepEqual(await framed(log, asked, ARRAY), ['[]', '[]', '[]']);
          assert.deepEqual(await framed(log, asked, LINES), ['', '', '']);
          assert.deepEqual(await framed(log, asked, { ...ARRAY, closeEmpty: false }), ['[', '[', '[']);
          assert.deepEqual(await framed(log, asked, { ...LINES, closeEmpty: true }), ['\n', '\n', '\n']);
        };
        await assertEmpty({});
        await log.append(entries({ n: 1 }));
        await assertEmpty({ start: 2, end: 1 });
        await assertEmpty({ types: ['complaint'] });
        await assertEmpty({ upTo: 0 });
      }));

    test('of one event', () =>
      withLog(make, async (log) => {
        await log.append([entry({ n: 1, json: '{"n":1}' })]);
        for (const body of await framed(log, {}, ARRAY)) assert.equal(body, '[{"n":1}]');
        for (const body of await framed(log, {}, LINES)) assert.equal(body, '{"n":1}\n');
      }));

    test('of several events', () =>
      withLog(make, async (log) => {
        await log.append(
          ['{"n":1}', '{"n":2}', '{"n":3}'].map((json, n) => entry({ n, timestamp: n, json })),
        );
        const [array] = await framed(log, {}, ARRAY);
        assert.equal(array, '[{"n":1},{"n":2},{"n":3}]');
        const [ascending, descending] = await framed(log, {}, LINES);
        assert.equal(ascending, '{"n":1}\n{"n":2}\n{"n":3}\n');
        assert.equal(descending, '{"n":3}\n{"n":2}\n{"n":1}\n');
        const [unusual] = await framed(log, {}, UNUSUAL);
        assert.equal(unusual, '<été>{"n":1}\r\n, {"n":2}\r\n, {"n":3}</été>');
      }));

    test('of so many events that they come in several pieces', () =>
      withLog(make, async (log) => {
        const texts = range(1, 3_000).map((n) => `{"n":${n}}`);
        await log.append(texts.map((json, n) => entry({ n, timestamp: n, json })));
        const [array, reversed] = await framed(log, {}, ARRAY);
        assert.ok(array === `[${texts.join(',')}]`);
        assert.ok(reversed === `[${texts.toReversed().join(',')}]`);
        const [lines] = await framed(log, {}, LINES);
        assert.ok(lines === `${texts.join('\n')}\n`);
      }));
  });
}
