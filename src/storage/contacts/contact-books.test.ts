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
    assert.throws(
      () => books.of('A-1'),
      (error) => {
        assert.ok(error instanceof BookUnusable);
        assert.ok(error.message.includes(join(folder, 'A-1', 'contacts.db')));
        assert.match(error.message, reason);
        return true;
      },
    );
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
