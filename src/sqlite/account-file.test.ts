import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { type AccountFile, openForReading, openForWriting } from './account-file.ts';

const FIRST: AccountFile = {
  applicationId: 0x54657374,
  version: 1,
  schema: 'CREATE TABLE notes (text TEXT)',
  holds: 'notes',
  cache: 1024,
  unusable: (file, reason, options) => new Error(`${file} ${reason}`, options),
  full: (options) => new Error('the disk is full', options),
};

test('a file of an older version is upgraded when it is opened, and left as it is when nobody knows how', async (t) => {
  const file = join(await scratchFolder(t), 'notes.db');
  openForWriting(file, FIRST).close();
  const lacking = { ...FIRST, version: 3, upgrades: ['ALTER TABLE notes ADD COLUMN author TEXT'] };
  assert.throws(() => openForReading(file, lacking), /no upgrade from format 2 of notes/);
  const whole = { ...lacking, upgrades: [...lacking.upgrades, 'ALTER TABLE notes ADD COLUMN day TEXT'] };
  const database = openForReading(file, whole);
  t.after(() => database.close());
  const columns = database.prepare("SELECT name FROM pragma_table_info('notes')").all();
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['text', 'author', 'day'],
  );
});
