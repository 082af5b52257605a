import { describe, test } from 'node:test';
import type { EventLog } from '../log.ts';
import { ROBOT_CLASSES } from '../model/robot-classes.ts';
import { entries } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { assertReads } from './reading.contract.ts';

/** Hits of people and of robots of every class, among events that are no hits. */
async function mixedEvents(log: EventLog): Promise<void> {
  const hit = { type: 'hit', subtype: 'open', owner: 'A', contact: 'C1', activated: 0 } as const;
  await log.append(
    entries(
      { n: 1, type: 'activation', owner: 'A', contact: 'C1' },
      { ...hit, n: 2 },
      { ...hit, n: 3, robot: 'genericrobot' },
      { ...hit, n: 4, robot: 'mpp' },
      { ...hit, n: 5, robot: 'gsr' },
      { ...hit, n: 6, subtype: 'redirection', robot: 'mpp' },
      { n: 7, type: 'bounce', owner: 'A', contact: 'C1', activated: 0 },
    ),
  );
}

const SCOPES = [
  { of: 'family', family: 'actions' },
  { of: 'owner', family: 'actions', id: 'A' },
  { of: 'contact', id: 'C1' },
] as const;

/** Which robot hits are read. */
export function robotsContract(make: MakeLogs): void {
  describe('robot hits', () => {
    test('are left out when they are hidden', () =>
      withLog(make, async (log) => {
        await mixedEvents(log);
        for (const scope of SCOPES) {
          await assertReads(log, { scope, robots: 'hidden' }, [1, 2, 7]);
          await assertReads(log, { scope, robots: 'hidden', types: ['hit'] }, [2]);
          await assertReads(log, { scope, robots: 'hidden', types: ['hit'], subtype: 'redirection' }, []);
        }
      }));

    test("are read together with people's when they are shown", () =>
      withLog(make, async (log) => {
        await mixedEvents(log);
        for (const scope of SCOPES) {
          await assertReads(log, { scope, robots: 'shown' }, [1, 2, 3, 4, 5, 6, 7]);
          await assertReads(log, { scope, robots: 'shown', types: ['hit'] }, [2, 3, 4, 5, 6]);
        }
      }));

    test("are read without people's when their classes are chosen", () =>
      withLog(make, async (log) => {
        await mixedEvents(log);
        for (const scope of SCOPES) {
          const types = ['hit'] as const;
          await assertReads(log, { scope, types, robots: new Set(['genericrobot']) }, [3]);
          await assertReads(log, { scope, types, robots: new Set(['mpp']) }, [4, 6]);
          await assertReads(log, { scope, types, robots: new Set(['gsr', 'genericrobot']) }, [3, 5]);
          await assertReads(log, { scope, types, robots: new Set(['mpp']), subtype: 'open' }, [4]);
          await assertReads(log, { scope, types, robots: new Set() }, []);
        }
      }));

    test('are chosen without touching events of other types', () =>
      withLog(make, async (log) => {
        await mixedEvents(log);
        for (const scope of SCOPES) {
          await assertReads(log, { scope, robots: new Set(['gsr']) }, [1, 5, 7]);
          await assertReads(log, { scope, robots: new Set(['mpp']), types: ['bounce', 'hit'] }, [4, 6, 7]);
          await assertReads(log, { scope, robots: new Set(['mpp']), types: ['bounce'] }, [7]);
          await assertReads(log, { scope, robots: new Set(['mpp']), activationStart: 0 }, [4, 6, 7]);
        }
      }));

    test('of all classes are read with what lies between them', () =>
      withLog(make, async (log) => {
        const hit = { type: 'hit', subtype: 'open', owner: 'A', contact: 'C1', activated: 0 } as const;
        const bounce = { type: 'bounce', owner: 'A', contact: 'C1', activated: 0 } as const;
        const robots = (['mpp', 'gsr', 'genericrobot', 'mpp'] as const).map((robot, index) => ({
          ...hit,
          robot,
          n: 3 * index + 1,
        }));
        const others = robots.flatMap(({ n }) => [
          { ...bounce, n: n + 1 },
          { ...hit, n: n + 2 },
        ]);
        await log.append(entries(...[...robots, ...others].toSorted((a, b) => a.n - b.n)));
        for (const scope of SCOPES) {
          const all = new Set(ROBOT_CLASSES);
          await assertReads(log, { scope, robots: all, types: ['hit'] }, [1, 4, 7, 10]);
          await assertReads(log, { scope, robots: all }, [1, 2, 4, 5, 7, 8, 10, 11]);
        }
      }));
  });
}
