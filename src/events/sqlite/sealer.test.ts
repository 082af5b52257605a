import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { executions } from '../../../test/support/sample-events.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION, Sealer } from './sealer.ts';

/** A log of events of one action, and a sealer of it that makes blocks of forty. */
function filled(t: TestContext, events: number): { database: DatabaseSync; sealer: Sealer } {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-sealer-'));
  const database = openForWriting(join(folder, 'events.db'), SEALER_CONNECTION);
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const identity = { type: 'customer' as const, agency: 'DEMO', customer: '028' };
  const terms = { identity, maxEventBytes: 10_000, now: () => 0 };
  const entries = executions(events).map((event) => prepare(event, terms).entry ?? assert.fail());
  new Appender(database).append(entries);
  return { database, sealer: new Sealer(database, { blockEvents: 40, keptOpen: 100, level: 1 }) };
}

/** How many events of each list are sealed. */
function sealed(database: DatabaseSync): Record<string, number> {
  const rows = database.prepare('SELECT list, sum(events) AS events FROM blocks GROUP BY list').all();
  return Object.fromEntries(rows.map(({ list, events }) => [String(list), Number(events)]));
}

test('a log that grows keeps its latest events open, fewer of each owner', (t) => {
  const { database, sealer } = filled(t, 250);
  while (sealer.step());
  assert.deepEqual(sealed(database), { 1000: 120, 1001: 120, 1010: 120, 1000000: 240 });
});

test('a log that has settled is sealed but for less than a block', (t) => {
  const { database, sealer } = filled(t, 250);
  while (sealer.step(true));
  assert.deepEqual(sealed(database), { 1000: 240, 1001: 240, 1010: 240, 1000000: 250 });
});

test('a hole of a list that does not exist stops nothing', (t) => {
  const { database, sealer } = filled(t, 250);
  database.exec('INSERT INTO holes VALUES (1, 77, 1, 1)');
  while (sealer.step());
  assert.equal(sealed(database)[1000], 120);
  assert.equal(Number(database.prepare('SELECT count(*) AS n FROM holes').get()?.n), 1);
});
