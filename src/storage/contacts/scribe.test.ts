import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import type { Change } from '../../contacts/change.ts';
import { openForWriting } from './open.ts';
import { Scribe } from './scribe.ts';

function scribeIn(t: TestContext): { scribe: Scribe; database: DatabaseSync } {
  const database = openForWriting(':memory:');
  t.after(() => database.close());
  return { scribe: new Scribe(database, { country: 'FR', now: () => 1_600_000_000_000 }), database };
}

const creation = (email: string): Change => ({ do: 'create-contact', values: { Email: email } });

function numberOf(database: DatabaseSync, table: string): number {
  return Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
}

/** Limits the file to what it has, as a full disk would, until it is told otherwise. */
function fill(database: DatabaseSync): () => void {
  const pages = database.prepare('PRAGMA page_count').get()?.page_count;
  database.exec(`PRAGMA max_page_count = ${pages}`);
  return () => database.exec('PRAGMA max_page_count = 1000000');
}

describe('changes that are committed together', () => {
  test('see those before them, and each is made whole or not at all', (t) => {
    const { scribe, database } = scribeIn(t);
    const { outcomes: written, events } = scribe.write([
      creation('a@example.com'),
      creation('A@example.com'),
      creation('none'),
      { do: 'change-contact', id: '1', values: { Email: 'b@example.com' } },
      creation('a@example.com'),
    ]);
    assert.deepEqual(
      written.map(({ refused }) => refused?.kind),
      [undefined, 'already-exists', 'invalid-value', undefined, undefined],
    );
    assert.deepEqual(
      events.map(({ json }) => JSON.parse(json).type),
      ['creation', 'modification', 'creation'],
    );
    assert.equal(numberOf(database, 'contacts'), 2);
    assert.equal(numberOf(database, 'outbox'), 3);
  });

  test('that fail take nothing from the others: what was remembered of fields too', (t) => {
    const { scribe, database } = scribeIn(t);
    // A name that nothing but the table itself refuses.
    database.exec(
      "CREATE TRIGGER no_x BEFORE INSERT ON fields WHEN new.folded = 'x' BEGIN SELECT raise(ABORT, 'no'); END",
    );
    const field = (name: string): Change => ({ do: 'create-field', draft: { type: 'date', name } });
    const { outcomes: written } = scribe.write([field('w'), field('x'), field('y'), field('Y')]);
    assert.deepEqual(
      written.map(({ answer, refused }) => (answer === undefined ? (refused?.kind ?? 'failed') : 'done')),
      ['done', 'failed', 'done', 'already-exists'],
    );
    assert.ok(written[1]?.failure instanceof Error);
    assert.equal(numberOf(database, 'fields'), 7);
  });

  test('are all lost when there is no room, and can be made once there is', (t) => {
    const { scribe, database } = scribeIn(t);
    scribe.write([creation('a@example.com')]);
    const before = numberOf(database, 'contacts');
    const makeRoom = fill(database);
    const many = Array.from({ length: 500 }, (_, number) => creation(`full${number}@example.com`));
    assert.throws(
      () => scribe.write(many),
      (error) => error instanceof Error && 'errcode' in error && error.errcode === 13,
    );
    assert.equal(numberOf(database, 'contacts'), before);
    assert.equal(numberOf(database, 'outbox'), 1);
    makeRoom();
    const { outcomes: written, events } = scribe.write(many);
    assert.ok(written.every(({ answer }) => answer !== undefined));
    assert.equal(events.length, many.length);
  });
});

test('an account has a thousand fields, lists and segments at most', (t) => {
  const { scribe } = scribeIn(t);
  const kinds: ((name: string) => Change)[] = [
    (name) => ({ do: 'create-field', draft: { type: 'date', name } }),
    (name) => ({ do: 'create-value-list', draft: { name } }),
    (name) => ({ do: 'create-segment', draft: { type: 'static', name } }),
  ];
  for (const create of kinds) {
    const { outcomes: written } = scribe.write(
      Array.from({ length: 1001 }, (_, number) => create(`name ${number}`)),
    );
    assert.equal(written.at(-1)?.refused?.kind, 'conflict');
    assert.ok(written[994]?.answer !== undefined);
  }
});

test('published events are forgotten up to a sequence', (t) => {
  const { scribe, database } = scribeIn(t);
  const { events } = scribe.write(['a', 'b', 'c'].map((name) => creation(`${name}@example.com`)));
  scribe.forgetEvents(events[1]?.sequence ?? 0);
  assert.deepEqual(
    database
      .prepare('SELECT sequence FROM outbox')
      .all()
      .map((row) => row.sequence),
    [events[2]?.sequence],
  );
});
