import { describe, test } from 'node:test';
import type { EventLog } from '../log.ts';
import { LAST_INSTANT } from '../model/scalars.ts';
import { entries, range } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { assertReads } from './reading.contract.ts';

/** Three events at each of three instants. */
async function nineEvents(log: EventLog): Promise<void> {
  const told = [10, 20, 30, 10, 20, 30, 10, 20, 30].map((timestamp, index) => ({ n: index + 1, timestamp }));
  await log.append(entries(...told));
}
const AT_10 = [1, 4, 7];
const AT_20 = [2, 5, 8];
const AT_30 = [3, 6, 9];

/** Which events `start`, `end`, `activationStart`, `activationEnd`, `after` and `upTo` let through. */
export function windowsContract(make: MakeLogs): void {
  describe('a window of time', () => {
    test('begins with its start and ends before its end', () =>
      withLog(make, async (log) => {
        await nineEvents(log);
        await assertReads(log, { start: 20 }, [...AT_20, ...AT_30]);
        await assertReads(log, { start: 21 }, AT_30);
        await assertReads(log, { end: 20 }, AT_10);
        await assertReads(log, { end: 21 }, [...AT_10, ...AT_20]);
        await assertReads(log, { start: 10, end: 30 }, [...AT_10, ...AT_20]);
        await assertReads(log, { start: 20, end: 21 }, AT_20);
      }));

    test('is empty when it ends where it begins, or before', () =>
      withLog(make, async (log) => {
        await nineEvents(log);
        await assertReads(log, { start: 20, end: 20 }, []);
        await assertReads(log, { start: 30, end: 10 }, []);
        await assertReads(log, { start: 11, end: 20 }, []);
      }));

    test('may lie far outside of all events', () =>
      withLog(make, async (log) => {
        await nineEvents(log);
        await assertReads(log, { start: -LAST_INSTANT, end: LAST_INSTANT }, [...AT_10, ...AT_20, ...AT_30]);
        await assertReads(log, { start: -LAST_INSTANT, end: -1 }, []);
        await assertReads(log, { start: 31, end: LAST_INSTANT }, []);
      }));

    test('reaches the first and the last instant there is', () =>
      withLog(make, async (log) => {
        await log.append(entries({ n: 1, timestamp: LAST_INSTANT }, { n: 2, timestamp: 0 }));
        await assertReads(log, {}, [2, 1]);
        await assertReads(log, { start: 0, end: 1 }, [2]);
        await assertReads(log, { start: LAST_INSTANT }, [1]);
        await assertReads(log, { end: LAST_INSTANT }, [2]);
      }));
  });

  describe('a window of positions', () => {
    test('begins after one position and ends with the other', () =>
      withLog(make, async (log) => {
        await nineEvents(log);
        await assertReads(log, { after: 6 }, [7, 8, 9]);
        await assertReads(log, { upTo: 3 }, [1, 2, 3]);
        await assertReads(log, { after: 3, upTo: 5 }, [4, 5]);
      }));

    test('is empty at its edges', () =>
      withLog(make, async (log) => {
        await nineEvents(log);
        await assertReads(log, { after: 9 }, []);
        await assertReads(log, { after: 5, upTo: 5 }, []);
        await assertReads(log, { after: 7, upTo: 3 }, []);
        await assertReads(log, { upTo: 0 }, []);
        await assertReads(log, { after: 1_000_000 }, []);
      }));

    test('is joined with the window of time', () =>
      withLog(make, async (log) => {
        await nineEvents(log);
        await assertReads(log, { after: 1, upTo: 8, start: 10, end: 21 }, [4, 7, 2, 5, 8]);
      }));

    test('finds what came late, wherever it lies in time', () =>
      withLog(make, async (log) => {
        // Each hundred lies before the hundred that was appended before it.
        const timestamp = (n: number) => 1_000_000 - Math.ceil(n / 100) * 1_000 + (n % 100);
        await log.append(entries(...range(1, 3_000).map((n) => ({ n, timestamp: timestamp(n) }))));
        const ascending = (first: number, last: number) =>
          range(first, last).toSorted((a, b) => timestamp(a) - timestamp(b) || a - b);
        for (const [after, upTo] of [
          [0, 3_000],
          [0, 1],
          [99, 101],
          [1_000, 1_100],
          [1_023, 1_025],
          [2_047, 3_000],
          [2_999, 3_000],
        ] as const) {
          await assertReads(log, { after, upTo }, ascending(after + 1, upTo));
        }
      }));
  });

  describe('a window of activations', () => {
    test('begins with its start and ends before its end, by the time of the activation', () =>
      withLog(make, async (log) => {
        await log.append(
          entries(
            { n: 1, type: 'hit', subtype: 'open', timestamp: 500, activated: 100 },
            { n: 2, type: 'hit', subtype: 'open', timestamp: 150, activated: 110 },
            { n: 3, type: 'bounce', timestamp: 400, activated: 120 },
            { n: 4, type: 'reply', subtype: 'stop', timestamp: 300, activated: 110 },
          ),
        );
        await assertReads(log, { activationStart: 110 }, [2, 4, 3]);
        await assertReads(log, { activationStart: 111 }, [3]);
        await assertReads(log, { activationEnd: 110 }, [1]);
        await assertReads(log, { activationEnd: 111 }, [2, 4, 1]);
        await assertReads(log, { activationStart: 100, activationEnd: 120 }, [2, 4, 1]);
        await assertReads(log, { activationStart: 110, activationEnd: 110 }, []);
        await assertReads(log, { activationStart: 120, activationEnd: 100 }, []);
        await assertReads(log, { types: ['hit'], activationEnd: 111 }, [2, 1]);
        await assertReads(log, { types: ['hit'], subtype: 'open', activationStart: 101 }, [2]);
      }));

    test('leaves out whatever has no activation', () =>
      withLog(make, async (log) => {
        await log.append(
          entries(
            { n: 1, type: 'activation', timestamp: 100 },
            { n: 2, type: 'hit', timestamp: 100, activated: 0 },
            { n: 3, type: 'cancellation', timestamp: 100 },
          ),
        );
        await assertReads(log, { activationStart: 0 }, [2]);
        await assertReads(log, { activationStart: -1 }, [2]);
        await assertReads(log, { activationEnd: LAST_INSTANT }, [2]);
        await assertReads(log, { types: ['activation'], activationStart: 0 }, []);
      }));

    test('is joined with the window of reactions, whichever is the wider', () =>
      withLog(make, async (log) => {
        const told = range(1, 100).map((n) => ({
          n,
          type: 'hit' as const,
          timestamp: 1_000 + n,
          activated: n % 10,
        }));
        await log.append(entries(...told));
        const ending = (digits: readonly number[], first: number, last: number) =>
          range(first, last).filter((n) => digits.includes(n % 10));
        const narrow = { activationStart: 3, activationEnd: 5 };
        await assertReads(log, { ...narrow, start: 1_020, end: 1_060 }, ending([3, 4], 20, 59));
        await assertReads(log, { ...narrow, start: 1_020, end: 1_021 }, []);
        await assertReads(log, { ...narrow, start: 1_023, end: 1_024 }, [23]);
        await assertReads(log, { ...narrow, after: 50, upTo: 80 }, ending([3, 4], 51, 80));
      }));

    test('minds no order between the two: clocks may differ', () =>
      withLog(make, async (log) => {
        await log.append(
          entries(
            { n: 1, type: 'hit', timestamp: 100, activated: 5_000 },
            { n: 2, type: 'hit', timestamp: 9_000, activated: 4_999 },
            { n: 3, type: 'hit', timestamp: 4_000, activated: 4_000 },
          ),
        );
        await assertReads(log, { activationStart: 4_999, activationEnd: 5_001 }, [1, 2]);
        await assertReads(log, { activationStart: 4_000, activationEnd: 5_000 }, [3, 2]);
      }));
  });
}
