import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { execution } from '../../../test/support/sample-events.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { Folding } from './folding.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION, Sealer } from './sealer.ts';

const OPTIONS = { blockEvents: 40, keptOpen: 100, level: 1 };

/** A log of events of one action to one contact, or to others, and a sealer of it that makes blocks of forty. */
function filled(
  t: TestContext,
  events: number,
  contactOf: (number: number) => string = () => '000R4M0T',
): { database: DatabaseSync; sealer: Sealer } {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-sealer-'));
  const database = openForWriting(join(folder, 'events.db'), SEALER_CONNECTION);
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  fill(database, 0, events, contactOf);
  return { database, sealer: new Sealer(database, OPTIONS) };
}

function fill(database: DatabaseSync, first: number, events: number, contactOf: (number: number) => string) {
  const identity = { type: 'customer' as const, agency: 'DEMO', customer: '028' };
  const terms = { identity, maxEventBytes: 10_000, now: () => 0 };
  const entries = Array.from({ length: events }, (_, index) => {
    const number = first + index;
    const event = execution({ number, contact: contactOf(number) });
    return prepare(event, terms).entry ?? assert.fail();
  });
  new Appender(database).append(entries);
}

/** How many events of each list are sealed. */
function sealed(database: DatabaseSync): Record<string, number> {
  const rows = database.prepare('SELECT list, sum(events) AS events FROM blocks GROUP BY list').all();
  return Object.fromEntries(rows.map(({ list, events }) => [String(list), Number(events)]));
}

test('a log that grows keeps its latest events open, fewer of each owner', (t) => {
  const { database, sealer } = filled(t, 250);
  while (sealer.step());
  assert.deepEqual(sealed(database), { 1000: 120, 1001: 120, 1010: 120, 1000000: 240, 1000001: 240 });
});

test('a log that has settled is sealed but for less than a block', (t) => {
  const { database, sealer } = filled(t, 250);
  while (sealer.step(true));
  assert.deepEqual(sealed(database), { 1000: 240, 1001: 240, 1010: 240, 1000000: 250, 1000001: 250 });
});

test('a hole of a list that does not exist stops nothing', (t) => {
  const { database, sealer } = filled(t, 250);
  database.exec('INSERT INTO holes VALUES (1, 77, 1, 1)');
  while (sealer.step());
  assert.equal(sealed(database)[1000], 120);
  assert.equal(Number(database.prepare('SELECT count(*) AS n FROM holes').get()?.n), 1);
});

test('of contacts only those have a list that have many events, and it is kept up', (t) => {
  // Every third event is of the one contact, the others are of hundreds.
  const contactOf = (number: number) => (number % 3 === 0 ? 'MANY' : `FEW-${number % 100}`);
  const { database, sealer } = filled(t, 600, contactOf);
  while (sealer.step(true));
  const contacts = () =>
    database
      .prepare('SELECT list, owner FROM owners WHERE family = 4')
      .all()
      .map(({ owner }) => owner);
  assert.deepEqual(contacts(), ['MANY']);
  const { list } = database.prepare("SELECT list FROM owners WHERE owner = 'MANY'").get() ?? {};
  assert.equal(sealed(database)[String(list)], 200);
  fill(database, 600, 300, contactOf);
  while (sealer.step(true));
  assert.deepEqual(contacts(), ['MANY']);
  assert.equal(sealed(database)[String(list)], 300);
});

test('a sealer that begins anew looks at no contact twice', (t) => {
  const { database, sealer } = filled(t, 600, (number) => `FEW-${number}`);
  while (sealer.step(true));
  // Had it looked at them again, this one would have a list.
  database.exec("UPDATE events SET contact = 'MANY' WHERE position <= 500");
  const next = new Sealer(database, OPTIONS);
  while (next.step(true));
  assert.equal(Number(database.prepare('SELECT count(*) AS n FROM owners WHERE family = 4').get()?.n), 0);
});

test('what is counted at a time, while the log is locked, is no more than was asked for', (t) => {
  const { database } = filled(t, 250);
  const counted = () => Number(database.prepare('SELECT position FROM tallied').get()?.position);
  const folding = new Folding(database);
  assert.ok(folding.step(100));
  assert.equal(counted(), 100);
  while (folding.step(100));
  assert.equal(counted(), 250);
});
