import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { loseTables } from '../../../test/support/damaged-file.ts';
import { scratchFolder } from '../../../test/support/data-folder.ts';
import { entry, range } from '../contract/entries.contract.ts';
import { ARRAY, bytesOf, queryOf } from '../contract/reading.contract.ts';
import type { EventLog } from '../log.ts';
import { type Damage, hearDamage } from './damage.ts';
import { SqliteRewriter } from './rewriter.ts';
import { type CountingLimits, SqliteEventLogs } from './sqlite-event-logs.ts';

/** Whoever waits longer is never told. */
const TIMEOUT = { timeout: 20_000 };

const EVENTS = 300;
const LATER = 1e15;
/** Everything that is not counted yet is counted by the thread for it. */
const AWAY: CountingLimits = { near: 0, among: 0 };

/** A folder with a log whose file is closed. */
async function closedLog(t: TestContext): Promise<{ folder: string; file: string }> {
  const folder = await scratchFolder(t);
  const logs = new SqliteEventLogs(folder);
  await logs.of('DEMO-028').append(range(1, EVENTS).map((n) => entry({ n, owner: 'A' })));
  await logs.close();
  return { folder, file: join(folder, 'DEMO-028', 'events.db') };
}

/** What is told first, and how often it was told. */
function told(t: TestContext): { first: Promise<Damage>; count: () => number } {
  const first = Promise.withResolvers<Damage>();
  let count = 0;
  t.after(
    hearDamage((damage) => {
      count += 1;
      first.resolve(damage);
    }),
  );
  return { first: first.promise, count: () => count };
}

async function assertTold(first: Promise<Damage>, file: string, words = /malformed/): Promise<void> {
  const damage = await first;
  assert.equal(damage.file, file);
  assert.match('words' in damage ? damage.words : '', words);
}

const USES: readonly [use: string, (log: EventLog) => unknown, counting?: CountingLimits][] = [
  ['reads', (log) => bytesOf(log, queryOf(log), ARRAY)],
  ['asks whether there are events', (log) => log.has({ of: 'owner', family: 'actions', id: 'A' })],
  ['looks an event up', (log) => log.get(entry({ n: 1 }).id)],
  ['asks how many match', (log) => log.count(queryOf(log))],
  ['stores', (log) => log.append([entry({ n: EVENTS + 1 })])],
  ['counts at once', (log) => log.tallies('actions', 'A')],
  ['counts by the thread for it', (log) => log.tallies('actions', 'A'), AWAY],
];

describe('a log with damaged pages is told of', () => {
  for (const [use, meet, counting] of USES) {
    test(`by whoever ${use}`, TIMEOUT, async (t) => {
      const { folder, file } = await closedLog(t);
      loseTables(file, 'events');
      const { first } = told(t);
      const logs = new SqliteEventLogs(folder, counting && { counting });
      t.after(() => logs.close());
      await assert.rejects(async () => meet(logs.of('DEMO-028')), /malformed/);
      await assertTold(first, file);
    });
  }

  test('by whoever asks how far it is', TIMEOUT, async (t) => {
    const { folder, file } = await closedLog(t);
    loseTables(file, 'log');
    const { first } = told(t);
    const logs = new SqliteEventLogs(folder);
    t.after(() => logs.close());
    assert.throws(() => logs.of('DEMO-028').head(), /malformed/);
    await assertTold(first, file);
  });

  for (const table of ['events', 'log']) {
    test(
      `by the thread that seals, which goes on with the others, when it lost ${table}`,
      TIMEOUT,
      async (t) => {
        const { folder, file } = await closedLog(t);
        loseTables(file, table);
        const { first } = told(t);
        const stopped = Promise.withResolvers<string | undefined>();
        const sealed = Promise.withResolvers<string>();
        const logs = new SqliteEventLogs(folder, {
          seal: (report) =>
            report.tells === 'state' ? sealed.resolve(report.file) : stopped.resolve(report.file),
        });
        t.after(() => logs.close());
        logs.of('DEMO-028');
        await assertTold(first, file);
        assert.equal(await stopped.promise, file);
        logs.of('OTHER-001');
        assert.equal(await sealed.promise, join(folder, 'OTHER-001', 'events.db'));
      },
    );
  }

  test('by the thread that purges and erases', TIMEOUT, async (t) => {
    const { folder, file } = await closedLog(t);
    loseTables(file, 'events');
    const { first } = told(t);
    const rewriter = new SqliteRewriter(folder);
    t.after(() => rewriter.close());
    await assert.rejects(rewriter.purge('DEMO-028', LATER), /malformed/);
    await assertTold(first, file);
  });
});

test('a log that is no database any more is told of by whoever opens it', TIMEOUT, async (t) => {
  const { folder, file } = await closedLog(t);
  writeFileSync(file, 'this was a log once, but no longer'.repeat(1000));
  const { first } = told(t);
  const logs = new SqliteEventLogs(folder);
  t.after(() => logs.close());
  assert.throws(() => logs.of('DEMO-028'), /is damaged/);
  await assertTold(first, file, /is damaged/);
});

test('nothing is told of a log that cannot store what it is given', TIMEOUT, async (t) => {
  const { folder, file } = await closedLog(t);
  const { first, count } = told(t);
  const logs = new SqliteEventLogs(folder);
  t.after(() => logs.close());
  const log = logs.of('DEMO-028');
  await assert.rejects(log.append([{ ...entry({ n: EVENTS + 1 }), id: 'no uuid' }]), /NOT NULL/);
  await logs.close();
  // What was told before would be heard first.
  loseTables(file, 'events');
  const again = new SqliteEventLogs(folder);
  t.after(() => again.close());
  await assert.rejects(again.of('DEMO-028').append([entry({ n: EVENTS + 1 })]), /malformed/);
  await assertTold(first, file);
  assert.equal(count(), 1);
});
