import { describe, test } from 'node:test';
import { entries, range } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { assertReads } from './reading.contract.ts';

/** What `sort` promises. */
export function orderingContract(make: MakeLogs): void {
  describe('ordering', () => {
    test('is by timestamp', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1, timestamp: 30 }, { n: 2, timestamp: 10 }, { n: 3, timestamp: 20 }));
        await assertReads(log, {}, [2, 3, 1]);
      }));

    test('is by position among equal timestamps', () =>
      withLog(make, async (log) => {
        const times = [2, 1, 2, 1, 1, 2];
        await log.append(entries(...times.map((timestamp, index) => ({ n: index + 1, timestamp }))));
        await assertReads(log, {}, [2, 4, 5, 1, 3, 6]);
      }));

    test('holds over hundreds of equal timestamps', () =>
      withLog(make, async (log) => {
        for (const first of [1, 201, 401]) {
          await log.append(entries(...range(first, first + 199).map((n) => ({ n, timestamp: 7 }))));
        }
        await assertReads(log, {}, range(1, 600));
      }));

    test('puts events that come late in their place', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1, timestamp: 100 }, { n: 2, timestamp: 200 }));
        await log.append(entries({ n: 3, timestamp: 100 }, { n: 4, timestamp: 50 }));
        await log.append(entries({ n: 5, timestamp: 150 }));
        await assertReads(log, {}, [4, 1, 3, 5, 2]);
      }));

    test('holds when every event comes before the last one', () =>
      withLog(make, async (log) => {
        await log.append(entries(...range(1, 300).map((n) => ({ n, timestamp: 1_000 - n }))));
        await assertReads(log, {}, range(1, 300).toReversed());
      }));

    test('is the same for every kind of scope and type', () =>
      withLog(make, async (log) => {
        const facets = {
          family: 'display',
          type: 'hit',
          subtype: 'redirection',
          owner: 'banner',
          campaign: 'spring',
          contact: '000R4M0T',
          hash: '3858f62230ac3c915f300c664312c63f',
        } as const;
        const times = [3, 1, 2, 1, 3, 2];
        const told = times.map((timestamp, index) => ({ ...facets, n: index + 1, timestamp }));
        await log.append(entries(...told));
        for (const scope of [
          { of: 'family', family: 'display' },
          { of: 'owner', family: 'display', id: facets.owner },
          { of: 'campaign', id: facets.campaign },
          { of: 'contact', id: facets.contact },
          { of: 'hash', hash: facets.hash },
        ] as const) {
          const expected = [2, 4, 3, 6, 1, 5];
          await assertReads(log, { scope }, expected);
          await assertReads(log, { scope, types: ['hit'] }, expected);
          await assertReads(log, { scope, types: ['hit', 'impression'] }, expected);
          await assertReads(log, { scope, types: ['hit'], subtype: 'redirection' }, expected);
        }
      }));
  });
}
