import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entries, entry, range, uuid } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { assertReads, bytesOf, LINES, queryOf, textsOf } from './reading.contract.ts';

/** Texts that a store might be tempted to tidy up. */
const DELICATE = [
  '{"b":1,"a":2}',
  '{"n":1.0,"m":1e3,"z":-0}',
  '{"text":"l\'été à Noël, 漢字, עברית, \u{1f4ec}"}',
  '{"text":"\\u00e9 \\ud83d\\udcec \\ud800 \\u0000"}',
  '{"text":"\\\\ \\" \\/ \\n \\r\\n \\t %s %% _ \' \'\' -- ;"}',
  '{"separators":"\u2028\u2029"}',
  '{"long":9007199254740993,"deep":[[[[[[]]]]]]}',
  '{}',
];

/** What `append` promises. */
export function appendingContract(make: MakeLogs): void {
  describe('appending', () => {
    test('an empty log is at position 0 and holds nothing', () =>
      withLog(make, async (log) => {
        assert.equal(log.head(), 0);
        await assertReads(log, {}, []);
      }));

    test('nothing appended changes nothing', () =>
      withLog(make, async (log) => {
        assert.deepEqual(await log.append([]), { duplicates: [], position: 0 });
        await log.append(entries({ n: 1 }));
        assert.deepEqual(await log.append([]), { duplicates: [], position: 1 });
        await assertReads(log, {}, [1]);
      }));

    test('events are read back byte for byte', () =>
      withLog(make, async (log) => {
        await log.append(DELICATE.map((json, n) => entry({ n, json })));
        assert.deepEqual(await textsOf(log, queryOf(log, { sort: 'asc' })), DELICATE);
        const expected = Buffer.from(`${DELICATE.join('\n')}\n`);
        assert.deepEqual(await bytesOf(log, queryOf(log, { sort: 'asc' }), LINES), expected);
      }));

    test('an event is found by its id, in any case', () =>
      withLog(make, async (log) => {
        const [first, second] = [entry({ n: 1 }), entry({ n: 2 })];
        await log.append([first, second]);
        assert.equal(log.get(first.id), first.json);
        assert.equal(log.get(second.id.toUpperCase()), second.json);
        assert.equal(log.get(uuid(3)), undefined);
      }));

    test('positions count the events from 1 on', () =>
      withLog(make, async (log) => {
        assert.equal((await log.append(entries({ n: 1 }))).position, 1);
        assert.equal((await log.append(entries({ n: 2 }, { n: 3 }, { n: 4 }))).position, 4);
        assert.equal(log.head(), 4);
        for (const n of range(1, 4)) await assertReads(log, { after: n - 1, upTo: n }, [n]);
      }));

    test('appends that do not wait for each other keep their order', () =>
      withLog(make, async (log) => {
        const numbers = range(1, 60);
        const appends = numbers.map((n) => log.append(entries({ n: 2 * n - 1 }, { n: 2 * n })));
        for (const { duplicates } of await Promise.all(appends)) assert.deepEqual(duplicates, [false, false]);
        assert.equal(log.head(), 120);
        await assertReads(log, {}, range(1, 120));
      }));
  });

  describe('an id that the log holds already', () => {
    test('is reported, and the first event stays', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1, timestamp: 5 }, { n: 2, timestamp: 6 }));
        const again = entries({ n: 3, timestamp: 7 }, { n: 11, id: uuid(1) }, { n: 4, timestamp: 8 });
        assert.deepEqual(await log.append(again), { duplicates: [false, true, false], position: 4 });
        await assertReads(log, {}, [1, 2, 3, 4]);
      }));

    test('takes no position', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1 }));
        const onlyKnown = entries({ n: 11, id: uuid(1) }, { n: 12, id: uuid(1) });
        assert.deepEqual(await log.append(onlyKnown), { duplicates: [true, true], position: 1 });
        assert.equal((await log.append(entries({ n: 2 }))).position, 2);
        await assertReads(log, { after: 1 }, [2]);
      }));

    test('is noticed within one append', () =>
      withLog(make, async (log) => {
        const twice = entries({ n: 1 }, { n: 11, id: uuid(1) }, { n: 2 }, { n: 12, id: uuid(1) });
        assert.deepEqual(await log.append(twice), { duplicates: [false, true, false, true], position: 2 });
        await assertReads(log, {}, [1, 2]);
      }));

    test('is noticed among appends that do not wait for each other', () =>
      withLog(make, async (log) => {
        const appends = range(1, 10).map((n) => log.append([entry({ n, id: uuid(1) })]));
        const duplicates = (await Promise.all(appends)).flatMap((appended) => appended.duplicates);
        assert.deepEqual(duplicates, [false, ...range(2, 10).map(() => true)]);
        await assertReads(log, {}, [1]);
      }));

    test('is the same in capitals', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1 }, { n: 2, id: uuid(2).toUpperCase() }));
        const respelled = entries({ n: 11, id: uuid(1).toUpperCase() }, { n: 12, id: uuid(2) });
        assert.deepEqual((await log.append(respelled)).duplicates, [true, true]);
        await assertReads(log, {}, [1, 2]);
      }));

    test('is the same whatever else the event says', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1, owner: 'A' }));
        const other = entry({ n: 2, id: uuid(1), family: 'display', type: 'hit', timestamp: 9, owner: 'B' });
        assert.deepEqual((await log.append([other])).duplicates, [true]);
        await assertReads(log, { scope: { of: 'family', family: 'display' } }, []);
        assert.equal(log.has({ of: 'owner', family: 'display', id: 'B' }), false);
      }));
  });
}
