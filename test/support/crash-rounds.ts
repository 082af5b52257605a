import type { TestContext } from 'node:test';
import { Random } from '../../src/demo/random.ts';

/** What is killed in the middle: how often in the short form, and how often in the long one, which has 360 rounds. */
const KINDS = {
  publishing: { few: 3, part: 50 },
  campaign: { few: 2, part: 100 },
  hits: { few: 3, part: 30 },
  bounces: { few: 3, part: 30 },
  sealing: { few: 2, part: 50 },
  purge: { few: 2, part: 30 },
  erasure: { few: 2, part: 30 },
  backup: { few: 2, part: 20 },
  restore: { few: 2, part: 10 },
  migration: { few: 2, part: 10 },
} as const;

const PARTS = Object.values(KINDS).reduce((sum, { part }) => sum + part, 0);

const SEED = process.env.CHAPPE_CRASH_SEED ?? 'semaphore arm';

export type CrashKind = keyof typeof KINDS;

/** How many rounds a test is to go through. `CHAPPE_CRASH_ROUNDS` says how many the tests of all kinds have together. */
export function roundsOf(kind: CrashKind): number {
  const { few, part } = KINDS[kind];
  const all = process.env.CHAPPE_CRASH_ROUNDS;
  return all === undefined ? few : Math.max(1, Math.round((Number(all) * part) / PARTS));
}

/** The chance of a test. It tells how to have the same again. */
export function chanceOf(t: TestContext, kind: CrashKind): Random {
  t.diagnostic(`CHAPPE_CRASH_SEED='${SEED}'`);
  return new Random(`${SEED} ${kind}`);
}
