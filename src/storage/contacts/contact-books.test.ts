import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { contactBooksContract } from '../../contacts/book.contract.ts';
import { BookUnusable } from '../../contacts/book.ts';
import { SqliteContactBooks } from './contact-books.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-books-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function booksIn(t: TestContext, folder: string): SqliteContactBooks {
  const books = new SqliteContactBooks(folder, {
    country: 'FR',
    publish: async () => undefined,
    report: (_account, error) => assert.fail(String(error)),
  });
  t.after(() => books.close());
  return books;
}

contactBooksContract((t) => {
  const folder = folderOf(t);
  return { open: async () => booksIn(t, folder) };
});

describe('a file is refused', () => {
  /** A folder whose account has something else where its contacts belong. */
  function folderWith(t: TestContext, make: (file: string) => void): string {
    const folder = folderOf(t);
    mkdirSync(join(folder, 'A-1'));
    make(join(folder, 'A-1', 'contacts.db'));
    return folder;
  }

  function assertRefused(t: TestContext, folder: string, reason: RegExp): void {
    const books = booksIn(t, folder);
    for (const use of [() => books.of('A-1'), () => books.examine('A-1')]) {
      assert.throws(use, (error) => {
        assert.ok(error instanceof BookUnusable);
        assert.ok(error.message.includes(join(folder, 'A-1', 'contacts.db')));
        assert.match(error.message, reason);
        return true;
      });
    }
  }

  test('that is no database', (t) => {
    const folder = folderWith(t, (file) => writeFileSync(file, 'x'.repeat(5000)));
    assertRefused(t, folder, /is damaged; restore it from a backup/);
  });

  test('that is the database of another program', (t) => {
    const folder = folderWith(t, (file) => {
      const database = new DatabaseSync(file);
      database.exec('CREATE TABLE notes (text)');
      database.close();
    });
    assertRefused(t, folder, /does not hold contacts of Chappe/);
  });

  test('of a newer version', async (t) => {
    const folder = folderOf(t);
    const books = booksIn(t, folder);
    books.of('A-1');
    await books.close();
    const database = new DatabaseSync(join(folder, 'A-1', 'contacts.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    assertRefused(t, folder, /newer Chappe \(format 99/);
  });
});

test('a file that was made and not filled when its process was killed is filled', async (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, 'A-1'));
  writeFileSync(join(folder, 'A-1', 'contacts.db'), '');
  assert.equal(booksIn(t, folder).of('A-1').fields().length, 5);
});

describe('what happened to contacts', () => {
  /** Books whose events a test takes or refuses. */
  function publishingBooks(
    t: TestContext,
    folder: string,
    publish: (json: readonly string[]) => Promise<void>,
  ) {
    const errors: unknown[] = [];
    const books = new SqliteContactBooks(folder, {
      country: 'FR',
      publish: (_account, events) => publish(events.map(({ json }) => json)),
      report: (_account, error) => errors.push(error),
    });
    t.after(() => books.close());
    return { books, errors };
  }

  const creation = (email: string) => ({ do: 'create-contact', values: { Email: email } }) as const;

  test('is published with the same ids after a start when it could not be before', async (t) => {
    const folder = folderOf(t);
    const attempts: string[] = [];
    const first = publishingBooks(t, folder, async (json) => {
      attempts.push(...json);
      throw new Error('the log is full');
    });
    const book = first.books.of('A-1');
    await book.change(creation('a@example.com'));
    await book.change(creation('b@example.com'));
    await book.settled();
    assert.equal(attempts.length, 1);
    assert.equal(first.errors.length, 1);
    assert.equal(book.count(), 2);
    await first.books.close();

    const looking = publishingBooks(t, folder, async () => assert.fail('nobody asked for them'));
    looking.books.examine('A-1');
    assert.equal(looking.books.hasWork('A-1'), true);
    assert.deepEqual([...looking.books.opened], []);

    const published: string[] = [];
    const second = publishingBooks(t, folder, async (json) => void published.push(...json));
    await second.books.of('A-1').settled();
    assert.equal(published[0], attempts[0]);
    assert.deepEqual(
      published.map((json) => JSON.parse(json).source.detail.contact.unicity),
      ['a@example.com', 'b@example.com'],
    );
    await second.books.close();

    const third = publishingBooks(t, folder, async () => assert.fail('it was published before'));
    assert.equal(third.books.hasWork('A-1'), false);
    await third.books.of('A-1').settled();
  });

  test('leaves no trace in the outbox once it is published', async (t) => {
    const folder = folderOf(t);
    const { books } = publishingBooks(t, folder, async () => undefined);
    await books.of('A-1').change(creation('a@example.com'));
    await books.of('A-1').settled();
    await books.close();
    const database = new DatabaseSync(join(folder, 'A-1', 'contacts.db'));
    t.after(() => database.close());
    assert.equal(database.prepare('SELECT count(*) AS n FROM outbox').get()?.n, 0);
  });
});
