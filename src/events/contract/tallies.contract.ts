import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LONGEST_DETAIL, MOST_DETAILS } from '../bounded-details.ts';
import type { EventLog } from '../log.ts';
import type { Tallies } from '../tallies.ts';
import { entries, range, type Told } from './entries.contract.ts';
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

/** How many answers must come while others publish, and how much is published at least, and at most until they have come. */
const ANSWERS = 3;
const GROUPS = 40;
const MOST_GROUPS = 2000;

/** Publishes in small and large groups; tells how many events were asked for, and how many acknowledged. */
function publishing(log: EventLog) {
  const state = { asked: 0, acknowledged: 0, answers: 0, published: false };
  const publish = async () => {
    for (let group = 1; group <= GROUPS || state.answers < ANSWERS; group++) {
      assert.ok(group <= MOST_GROUPS, 'no answer comes as long as others publish');
      const size = group % 4 === 0 ? 200 : group % GROUPS;
      const events = range(state.asked, state.asked + size - 1).map((n) => ({
        ...(n % 2 === 0 ? OPEN : CLICK),
        n,
        contact: `C${Math.floor(n / 3)}`,
      }));
      state.asked += size;
      await log.append(entries(...events));
      state.acknowledged = state.asked;
      // What is in memory takes no time, and would all be there before anybody asks.
      await turn();
    }
  };
  const done = publish().finally(() => {
    state.published = true;
  });
  return { state, done };
}

async function assertTold(log: EventLog): Promise<void> {
  assert.deepEqual(told(await log.tallies('actions', 'A')), OF_A);
  assert.deepEqual(told(await log.tallies('actions', 'B')), { counts: ['1 activation'], reached: [0, 0, 0] });
  assert.deepEqual(told(await log.tallies('notifications', 'A')).counts, ['1 activation']);
  assert.deepEqual(told(await log.tallies('actions', 'C')), { counts: [], reached: [0, 0, 0] });
}

/** What there is of an owner, counted. */
export function talliesContract(make: MakeLogs): void {
  describe('the events of an owner', () => {
    test('are counted, with the contacts that they reach', () =>
      withLog(make, async (log) => {
        await log.append(entries(...EVENTS));
        await assertTold(log);
      }));

    test('are counted together when their details are long or many, and bounces by their verdict', () =>
      withLog(make, async (log) => {
        const labels = range(1, MOST_DETAILS + 5).map((n) => `label ${n}`);
        const clicks = [...labels, ...labels, 'x'.repeat(LONGEST_DETAIL), 'y'.repeat(LONGEST_DETAIL + 1)];
        const told = clicks.map((label, index) => ({ ...CLICK, n: index, json: labelled(label) }));
        await log.append(entries(...told.slice(0, 1500)));
        await log.append(entries(...told.slice(1500)));
        const rule = 'r'.repeat(LONGEST_DETAIL);
        const bounces = ['hard', 'soft', 'soft'].map((verdict) => judged(verdict, rule));
        await log.append(
          entries(...bounces.map((json, n) => ({ n: 9000 + n, type: 'bounce' as const, owner: 'A', json }))),
        );
        const { counts } = await log.tallies('actions', 'A');
        const byDetail = new Map(counts.map(({ detail, count }) => [detail, count]));
        const ofLabels = labels.slice(0, MOST_DETAILS).map((label) => [label, 2] as const);
        assert.deepEqual(
          byDetail,
          new Map([...ofLabels, ['(other)', 12], ['hard (other)', 1], ['soft (other)', 2]]),
        );
      }));

    test('are counted exactly while others are published', () =>
      withLog(make, async (log) => {
        const { done, state } = publishing(log);
        while (!state.published) {
          const { acknowledged } = state;
          const { counts, reached } = await log.tallies('actions', 'A');
          const count = counts.reduce((sum, tally) => sum + tally.count, 0);
          assert.ok(count >= acknowledged && count <= state.asked, `${count} of ${acknowledged}`);
          // Each contact is in three events, one after the other.
          assert.equal(reached.either, Math.ceil(count / 3));
          state.answers += 1;
          await turn();
        }
        await done;
        const { counts } = await log.tallies('actions', 'A');
        assert.equal(
          counts.reduce((sum, tally) => sum + tally.count, 0),
          state.asked,
        );
      }));

    test('are counted alike when they come one by one and some come twice', () =>
      withLog(make, async (log) => {
        for (const event of EVENTS) await log.append(entries(event));
        await log.append(entries(...EVENTS));
        await assertTold(log);
      }));
  });
}
