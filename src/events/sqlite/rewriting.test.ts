import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CORPUS } from '../../../test/support/corpus.ts';
import { namesIn } from '../contact-names.ts';
import { anyHistory } from '../contract/histories.contract.ts';
import { anyQuestion, type Question, queryFor } from '../contract/questions.contract.ts';
import { ARRAY, assertSame, bytesOf, textsOf } from '../contract/reading.contract.ts';
import { Disguise } from '../erased.ts';
import { facetsOf } from '../facets.ts';
import { CASES } from '../log.property.ts';
import type { Entry, EventLog } from '../log.ts';
import { matches } from '../memory/matches.ts';
import { talliesOf } from '../memory/tallies-of.ts';
import { EVENT_TYPES } from '../model/event-types.ts';
import { ROBOT_CLASSES } from '../model/robot-classes.ts';
import { prepare } from '../publication.ts';
import { checkTallies } from './check-tallies.ts';
import { Eraser } from './erasure.ts';
import { Folding } from './folding.ts';
import { sharedLogs } from './make-logs.contract.ts';
import { openForReading, openForWriting } from './open.ts';
import { purge } from './purge.ts';
import { scrub } from './scrub.ts';
import { SEALER_CONNECTION, Sealer, type SealerOptions } from './sealer.ts';
import { emptyWriteAhead } from './space.ts';
import { SqliteUpkeep } from './sqlite-upkeep.ts';

const LONGEST = 40_000;

/** How much of a log is sealed: nothing, all, or all but the latest; blocks are small, so that there are many. */
const SEALINGS: readonly (readonly [string, SealerOptions | undefined])[] = [
  ['unsealed', undefined],
  ['sealed', { blockEvents: 5, keptOpen: 0, level: 1 }],
  ['partly sealed', { blockEvents: 3, keptOpen: 12, level: 1 }],
];

type Stored = Entry & { position: number };

/** What the plainest log would find, with positions that need not follow on each other. */
function find(stored: readonly Stored[], question: Question, head: number, sort: 'asc' | 'desc'): string[] {
  const query = { ...queryFor(question, head), sort };
  const found = stored
    .filter((entry) => matches(entry, entry.position, query))
    .toSorted((a, b) => a.timestamp - b.timestamp || a.position - b.position);
  return (sort === 'desc' ? found.toReversed() : found).map(({ json }) => json);
}

async function assertHolds(log: EventLog, stored: readonly Stored[], questions: readonly Question[]) {
  for (const question of questions) {
    const query = queryFor(question, log.head());
    for (const sort of ['asc', 'desc'] as const) {
      const expected = find(stored, question, log.head(), sort);
      assertSame(await textsOf(log, { ...query, sort }), expected, sort);
      assert.equal((await bytesOf(log, { ...query, sort }, ARRAY)).toString(), `[${expected.join(',')}]`);
    }
    assert.equal(log.count(query), find(stored, question, log.head(), 'asc').length);
  }
}

type Bench = {
  log: EventLog;
  file: string;
  database: DatabaseSync;
  seal(): void;
};

const make = sharedLogs();

async function onLog(options: SealerOptions | undefined, body: (bench: Bench) => Promise<void>) {
  const { logs, fileOf, dispose } = await make();
  const log = logs.of('DEMO-028');
  const file = fileOf('DEMO-028');
  const database = openForWriting(file, SEALER_CONNECTION);
  const sealer = options && new Sealer(database, options);
  const folding = options && new Folding(database);
  try {
    await body({
      log,
      file,
      database,
      seal() {
        while (sealer?.step() || folding?.step());
      },
    });
  } finally {
    database.close();
    await dispose();
  }
}

/** Appends, and remembers what was stored where. */
async function fill(log: EventLog, stored: Stored[], entries: readonly Entry[]) {
  let position = log.head();
  const { duplicates } = await log.append(entries);
  for (const [index, entry] of entries.entries()) {
    if (!duplicates[index]) stored.push({ ...entry, position: ++position });
  }
}

/** What there is of the owners that these events have, in an order that does not depend on who counts. */
async function talliesIn(log: Pick<EventLog, 'tallies'>, stored: readonly Entry[]) {
  const owners = new Map(
    stored.map(({ facets: { family, owner } }) => [`${family} ${owner}`, { family, owner }]),
  );
  const told = [];
  for (const { family, owner } of owners.values()) {
    if (owner === undefined) continue;
    const { counts, reached } = await log.tallies(family, owner);
    const lines = counts.map((tally) => JSON.stringify(Object.entries(tally).toSorted()));
    told.push({ owner, reached, counts: lines.toSorted() });
  }
  return told;
}

/** What the plainest log would count of these, of which an id may come twice. */
function countedOf(entries: readonly Entry[]): Pick<EventLog, 'tallies'> {
  return {
    tallies: async (family, owner) =>
      talliesOf(entries.filter(({ facets }) => facets.family === family && facets.owner === owner)),
  };
}

/** All events, and each list that has sealed blocks. */
const EVERYTHING: readonly Question[] = (
  ['actions', 'notifications', 'display', 'contacts'] as const
).flatMap((family): Question[] => {
  const scope = { of: 'family', family } as const;
  const lists = [undefined, ...EVENT_TYPES].map(
    (type): Question => ({
      scope,
      ...(type && { types: [type] }),
      robots: 'hidden',
    }),
  );
  const byRobots: Question = { scope, types: ['hit'], robots: new Set(ROBOT_CLASSES) };
  return [{ scope, robots: 'shown' }, byRobots, ...lists];
});

for (const [name, options] of SEALINGS) {
  describe(`a log that is ${name}`, () => {
    test('answers after a purge as if what was purged had never been, but for positions', () =>
      fc.assert(
        fc.asyncProperty(
          anyHistory(6, 60),
          fc.nat(10),
          fc.array(anyQuestion, { minLength: 20, maxLength: 40, size: 'max' }),
          async (history, before, questions) =>
            onLog(options, async ({ log, database, seal }) => {
              let stored: Stored[] = [];
              const last = history.at(-1) ?? [];
              for (const entries of history.slice(0, -1)) {
                await fill(log, stored, entries);
                seal();
              }
              const head = log.head();
              const counted = await talliesIn(log, stored);
              const owners = [...stored];
              const old = stored.filter(({ timestamp }) => timestamp < before);
              assert.equal(await purge(database, before), old.length);
              stored = stored.filter((entry) => !old.includes(entry));
              assert.equal(log.head(), head);
              // What was counted stays counted.
              assert.deepEqual(await talliesIn(log, owners), counted);
              assert.deepEqual([...checkTallies(database)], []);
              await assertHolds(log, stored, [...questions, ...EVERYTHING]);
              // What was purged comes again, and is counted no more.
              const left = stored.length;
              await fill(log, stored, old);
              assert.deepEqual(await talliesIn(log, owners), counted);
              // Later events, some of them late, and what is sealed from now on.
              await fill(log, stored, last);
              seal();
              await assertHolds(log, stored, [...questions, ...EVERYTHING]);
              const later = stored
                .slice(left)
                .filter(({ timestamp }) => timestamp >= before || old.length === 0);
              const [told, expected] = [
                await talliesIn(log, owners),
                await talliesIn(countedOf([...owners, ...later]), owners),
              ];
              assert.deepEqual(told, expected);
              assert.deepEqual([...checkTallies(database)], []);
              assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
              assert.equal(database.prepare('PRAGMA freelist_count').get()?.freelist_count, 0);
            }),
        ),
        { numRuns: CASES, interruptAfterTimeLimit: LONGEST, endOnFailure: true },
      ));

    test('answers after an erasure as if the events had been published without the contact', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ event: fc.nat(), timestamp: fc.nat(9) }), { minLength: 40, maxLength: 150 }),
          fc.nat(),
          fc.array(anyQuestion, { minLength: 10, maxLength: 20, size: 'max' }),
          async (drawn, chosen, questions) =>
            onLog(options, async ({ log, file, database, seal }) => {
              const stored: Stored[] = [];
              const entries = drawn.map(({ event, timestamp }, n) => entryOf(event, timestamp, n));
              const half = Math.floor(entries.length / 2);
              for (const some of [entries.slice(0, half), entries.slice(half)]) {
                await fill(log, stored, some);
                seal();
              }
              const named = stored.filter(({ facets }) => facets.contact !== undefined);
              const id = named[chosen % Math.max(1, named.length)]?.facets.contact;
              if (id === undefined) return;
              const names = closure(stored, id);

              const reached = (await talliesIn(log, stored)).map((tallies) => tallies.reached);
              const erasing = openForWriting(file, SEALER_CONNECTION);
              const { pseudonym, events } = await new Eraser(erasing, { by: 'id', id }).erase();
              erasing.close();
              assert.equal(await scrub(file, () => openForWriting(file, SEALER_CONNECTION)), true);
              const disguise = new Disguise(names, pseudonym);
              const expected = stored.map((entry) => {
                const event = disguise.of(JSON.parse(entry.json));
                return { ...entry, facets: facetsOf(event), json: JSON.stringify(event) };
              });
              const changed = expected.filter(({ json }, index) => json !== stored[index]?.json);
              assert.equal(
                Object.values(events).reduce((sum, count) => sum + count, 0),
                changed.length,
              );
              assert.ok(changed.length > 0);
              await assertHolds(log, expected, [...questions, ...EVERYTHING]);
              assert.equal(log.has({ of: 'contact', id }), false);
              const lists = database.prepare(
                'SELECT count(*) AS n FROM owners WHERE owner = ? AND family = 4',
              );
              assert.equal(lists.get(id)?.n, 0);
              assert.deepEqual(
                (await talliesIn(log, stored)).map((tallies) => tallies.reached),
                reached,
              );
              assertForgotten(file, [...names.unicities, ...names.hashes]);
              seal();
              await assertHolds(log, expected, EVERYTHING);
              assertWell(file);
            }),
        ),
        { numRuns: CASES, interruptAfterTimeLimit: LONGEST, endOnFailure: true },
      ));
  });
}

function entryOf(event: number, timestamp: number, n: number): Entry {
  const value = CORPUS[event % CORPUS.length];
  assert.ok(typeof value === 'object' && value !== null);
  const id = `c0ffee00-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
  const identity = { type: 'customer', agency: 'DEMO', customer: '028' } as const;
  const { entry, flaws } = prepare(
    { ...value, id, timestamp, identity },
    { identity, maxEventBytes: 1e6, now: Date.now },
  );
  assert.ok(entry, JSON.stringify(flaws));
  return entry;
}

/** The names that one leads to, found by looking at all events again and again. */
function closure(stored: readonly Stored[], id: string) {
  const names = {
    ids: new Set([id]),
    unicities: new Set<string>(),
    hashes: new Set<string>(),
    addresses: new Set<string>(),
  };
  for (let size = -1; size !== sizeOf(names); ) {
    size = sizeOf(names);
    for (const { facets, json } of stored) {
      const own = names.ids.has(facets.contact ?? '') || names.hashes.has(facets.hash ?? '');
      if (!own) continue;
      for (const { kind, text } of namesIn(JSON.parse(json))) names[kind].add(text);
    }
  }
  return names;
}

function sizeOf(names: Record<string, ReadonlySet<string>>): number {
  return Object.values(names).reduce((sum, { size }) => sum + size, 0);
}

function assertForgotten(log: string, names: readonly string[]): void {
  const folder = dirname(log);
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file));
    for (const name of names) assert.ok(!bytes.includes(name), `${name} is in ${file}`);
  }
}

/** What `chappe doctor --full` checks. */
function assertWell(file: string): void {
  const upkeep = new SqliteUpkeep(dirname(file));
  const findings = [...upkeep.check(basename(file), { full: true, repair: false }, () => undefined)];
  assert.deepEqual(findings, []);
}

test('the bytes that belong to nothing are overwritten, and the log stays what it is', () =>
  onLog(undefined, async ({ file, database }) => {
    // As older writers did: pages keep what was moved to others.
    database.exec('PRAGMA secure_delete = OFF; BEGIN');
    const insert = database.prepare(`
      INSERT INTO events (position, id, timestamp, family, type, robot, contact, json)
      VALUES (?, unhex(?), ?, 1, 3, 0, ?, ?)`);
    for (let n = 1; n <= 4000; n++) {
      const contact = `CONTACT-${(n * 7919) % 4001}`;
      insert.run(
        n,
        n.toString(16).padStart(32, '0'),
        n,
        contact,
        JSON.stringify({ n, pad: 'x'.repeat(200) }),
      );
    }
    database.exec(`UPDATE log SET head = 4000 WHERE one = 1; COMMIT;
      UPDATE events SET contact = 'somebody', json = '{}' WHERE position % 2 = 0;
      PRAGMA wal_checkpoint(TRUNCATE);`);
    const contacts = database.prepare('SELECT DISTINCT contact FROM events').all();
    const kept = new Set(contacts.map(({ contact }) => String(contact)));
    const before = readFileSync(file);
    const content = () =>
      database.prepare('SELECT count(*) AS n, sum(length(json)) AS bytes FROM events').get();
    const was = { ...content() };
    const traces = (bytes: Buffer) => bytes.toString('latin1').split('CONTACT-').length - 1;
    assert.ok(traces(before) > (kept.size - 1) * 2, 'there is something to overwrite');
    assert.equal(await scrub(file, () => openForWriting(file, SEALER_CONNECTION)), true);
    // The names of those that are left, each in its entry of the index and in its row.
    assert.equal(traces(readFileSync(file)), (kept.size - 1) * 2);
    assert.deepEqual({ ...content() }, was);
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
  }));

test('the write-ahead log is emptied when its last reader of an old state has gone', () =>
  onLog(undefined, async ({ log, file, database }) => {
    const { entry } = prepare(CORPUS[0], {
      identity: { type: 'customer', agency: 'DEMO', customer: '028' },
      maxEventBytes: 1e6,
      now: Date.now,
    });
    assert.ok(entry);
    const reader = openForReading(file);
    reader.exec('BEGIN; SELECT count(*) FROM events');
    await log.append([entry]);
    assert.equal(await emptyWriteAhead(database, 2), false);
    reader.exec('COMMIT');
    assert.equal(await emptyWriteAhead(database, 2), true);
    assert.equal(statSync(`${file}-wal`).size, 0);
    reader.close();
  }));
