import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { entry, range } from '../contract/entries.contract.ts';
import { ARRAY, bytesOf } from '../contract/reading.contract.ts';
import type { EventLog } from '../log.ts';
import type { Tallies } from '../tallies.ts';
import { Counting } from './counting.ts';
import { makeLogs } from './make-logs.contract.ts';

type Bench = { log: EventLog; file: string; folder: string };

/** A log that nobody seals, so that nothing is counted before it is asked for. */
async function onLog(body: (bench: Bench) => Promise<void>): Promise<void> {
  const { logs, folder, dispose } = await makeLogs();
  try {
    await body({ log: logs.of('DEMO-028'), file: join(folder, 'DEMO-028', 'events.db'), folder });
  } finally {
    await dispose();
  }
}

async function publish(log: EventLog, owner: string, count: number): Promise<void> {
  const first = log.head() + 1;
  await log.append(range(first, first + count - 1).map((n) => entry({ n, owner })));
}

const numberOf = ({ counts }: Tallies) => counts.reduce((sum, { count }) => sum + count, 0);

/** While it works nobody can write: whoever has to is not done before it is. */
async function whileLocked(file: string, work: () => Promise<void>): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE');
  try {
    await work();
  } finally {
    database.close();
  }
}

describe('events that are not counted yet', () => {
  test('are read when they are few, or few of the owner', () =>
    onLog(async ({ log, file }) => {
      await publish(log, 'A', 500);
      await whileLocked(file, async () => assert.equal(numberOf(await log.tallies('actions', 'A')), 500));
      await publish(log, 'B', 2000);
      await publish(log, 'A', 1000);
      await whileLocked(file, async () => assert.equal(numberOf(await log.tallies('actions', 'A')), 1500));
    }));

  test('are counted by another thread when they are many, which keeps nobody from being answered', () =>
    onLog(async ({ log, file }) => {
      await publish(log, 'A', 20_000);
      await publish(log, 'B', 2);
      let told = false;
      let statistics: Promise<Tallies> | undefined;
      await whileLocked(file, async () => {
        statistics = log.tallies('actions', 'A').finally(() => {
          told = true;
        });
        const scope = { of: 'owner', family: 'actions', id: 'B' } as const;
        const query = { scope, robots: 'shown', after: 0, upTo: log.head() } as const;
        assert.equal(JSON.parse(String(await bytesOf(log, query, ARRAY))).length, 2);
        assert.equal(told, false);
      });
      assert.ok(statistics);
      assert.equal(numberOf(await statistics), 20_000);
    }));

  test('of a file that cannot be read are an error, and others are counted', () =>
    onLog(async ({ log, file, folder }) => {
      await publish(log, 'A', 3);
      const damaged = join(folder, 'damaged.db');
      writeFileSync(damaged, 'this was a log once, but no longer'.repeat(1000));
      const counting = new Counting();
      const whose = { family: 'actions', owner: 'A', most: 10 } as const;
      await assert.rejects(
        counting.tallies({ ...whose, file: damaged }, () => 1),
        /is damaged; restore it/,
      );
      assert.equal(numberOf(await counting.tallies({ ...whose, file }, () => 3)), 3);
      await counting.close();
    }));

  test('are an error for all who still wait when the thread is closed, and for whoever comes later', () =>
    onLog(async ({ log, file }) => {
      await publish(log, 'A', 3);
      const counting = new Counting();
      const whose = { file, family: 'actions', owner: 'A', most: -1 } as const;
      // As if a position were asked for that is never counted.
      const ask = () => counting.tallies(whose, () => 4);
      const waiting = Promise.allSettled([ask(), ask(), ask()]);
      await counting.close();
      const reasons = (await waiting).map((each) => String(each.status === 'rejected' && each.reason));
      assert.deepEqual(reasons, [
        'Error: the thread that counts events has ended',
        'Error: the thread that counts events is closed',
        'Error: the thread that counts events is closed',
      ]);
      await assert.rejects(ask(), /is closed/);
    }));
});
