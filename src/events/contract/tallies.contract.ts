import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventLog } from '../log.ts';
import type { Tallies } from '../tallies.ts';
import { entries, type Told } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';

/** The counts as lines, in an order that does not depend on who counts. */
function told({ counts, reached }: Tallies) {
  const lines = counts.map(({ type, subtype, robot, detail, count }) =>
    [count, type, subtype, robot, detail && `'${detail}'`].filter((part) => part).join(' '),
  );
  return { counts: lines.toSorted(), reached: [reached.open, reached.redirection, reached.either] };
}

const detail = (value: object) => JSON.stringify({ source: { detail: value } });
const labelled = (label?: string) => detail({ link: { label } });
const judged = (verdict: string, rule?: string) => detail({ bounce: { analysis: { verdict, rule } } });

const OPEN = { type: 'hit', subtype: 'open', owner: 'A', json: labelled() } as const;
const CLICK = { type: 'hit', subtype: 'redirection', owner: 'A', json: labelled('shop') } as const;

const EVENTS: readonly Told[] = [
  { n: 1, owner: 'A', contact: 'C1' },
  { n: 2, owner: 'A', contact: 'C2' },
  { n: 3, owner: 'B', contact: 'C1' },
  { ...OPEN, n: 4, contact: 'C1' },
  { ...OPEN, n: 5, contact: 'C1' },
  { ...OPEN, n: 6, contact: 'C2', robot: 'mpp' },
  { ...CLICK, n: 7, contact: 'C1' },
  { ...CLICK, n: 8, hash: '3858f62230ac3c915f300c664312c63f' },
  { ...CLICK, n: 9, contact: 'C1', json: labelled("it's") },
  { ...CLICK, n: 10, contact: 'C3', robot: 'gsr' },
  { n: 11, type: 'bounce', owner: 'A', contact: 'C2', json: judged('hard', 'unknown user') },
  { n: 12, type: 'bounce', owner: 'A', contact: 'C2', json: judged('soft') },
  {
    n: 13,
    type: 'cancellation',
    owner: 'A',
    contact: 'C4',
    json: detail({ cancellation: { type: 'redlisted target' } }),
  },
  {
    n: 14,
    type: 'complaint',
    owner: 'A',
    contact: 'C1',
    json: detail({ complaint: { reporter: 'x.example' } }),
  },
  // Neither of these belongs to A.
  { n: 15, family: 'notifications', owner: 'A', contact: 'C1' },
  { n: 16, contact: 'C1' },
];

const OF_A = {
  counts: [
    "1 bounce 'hard unknown user'",
    "1 bounce 'soft'",
    "1 cancellation 'redlisted target'",
    "1 complaint 'x.example'",
    '1 hit open mpp',
    "1 hit redirection 'it's'",
    "1 hit redirection gsr 'shop'",
    '2 activation',
    '2 hit open',
    "2 hit redirection 'shop'",
  ].toSorted(),
  reached: [1, 2, 2],
};

async function assertTold(log: EventLog): Promise<void> {
  assert.deepEqual(told(log.tallies('actions', 'A')), OF_A);
  assert.deepEqual(told(log.tallies('actions', 'B')), { counts: ['1 activation'], reached: [0, 0, 0] });
  assert.deepEqual(told(log.tallies('notifications', 'A')).counts, ['1 activation']);
  assert.deepEqual(told(log.tallies('actions', 'C')), { counts: [], reached: [0, 0, 0] });
}

/** What there is of an owner, counted. */
export function talliesContract(make: MakeLogs): void {
  describe('the events of an owner', () => {
    test('are counted, with the contacts that they reach', () =>
      withLog(make, async (log) => {
        await log.append(entries(...EVENTS));
        await assertTold(log);
      }));

    test('are counted alike when they come one by one and some come twice', () =>
      withLog(make, async (log) => {
        for (const event of EVENTS) await log.append(entries(event));
        await log.append(entries(...EVENTS));
        await assertTold(log);
      }));
  });
}
