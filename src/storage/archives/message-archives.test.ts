import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { messageArchivesContract } from '../../sending/archive.contract.ts';
import { ArchiveUnusable } from '../../sending/archive.ts';
import { isFull } from '../../sqlite/sqlite-error.ts';
import { ArchiveKeeper } from './archive-keeper.ts';
import { SqliteMessageArchives } from './message-archives.ts';
import { openForWriting } from './open.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-archives-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

messageArchivesContract((t) => {
  const folder = folderOf(t);
  return {
    open: () => {
      const archives = new SqliteMessageArchives(folder);
      t.after(() => archives.close());
      return archives;
    },
  };
});

test('a file that is damaged is refused, and named', (t) => {
  const folder = folderOf(t);
  const file = join(folder, 'A-1', 'archive.db');
  mkdirSync(join(folder, 'A-1'));
  writeFileSync(file, 'x'.repeat(5000));
  const archive = new SqliteMessageArchives(folder).of('A-1');
  assert.throws(
    () => archive.find('d52055cd-e854-4177-8ef5-b10fd8d568a7', 0),
    (error) => error instanceof ArchiveUnusable && error.file === file,
  );
});

test('nothing of what was forgotten is left in the files', async (t) => {
  const folder = folderOf(t);
  const archives = new SqliteMessageArchives(folder);
  const archive = archives.of('A-1');
  const about = { action: '000PE4', sent: 1, expires: 2, raw: Buffer.from('x') };
  await archive.keep({ id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7', target: 'FORGOTTN', ...about });
  await archive.forget('FORGOTTN');
  await archives.close();
  assert.equal(readFileSync(join(folder, 'A-1', 'archive.db')).includes('FORGOTTN'), false);
});

const ID = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';
const ABOUT = { action: '000PE4', target: '00000001', sent: 1, expires: 2 };

/** The id of a message, by its number. */
const idOf = (number: number) => ID.slice(0, 24) + String(number).padStart(12, '0');

test('a message that is damaged is refused, and the others are not', async (t) => {
  const folder = folderOf(t);
  const archives = new SqliteMessageArchives(folder);
  const archive = archives.of('A-1');
  for (const number of [1, 2, 3])
    await archive.keep({ ...ABOUT, id: idOf(number), raw: Buffer.alloc(1000, number) });
  await archives.close();
  const file = join(folder, 'A-1', 'archive.db');
  const database = new DatabaseSync(file);
  const damage = database.prepare('UPDATE archives SET message = ? WHERE id = ?');
  damage.run(Buffer.from('no deflated bytes'), Buffer.from(idOf(1).replaceAll('-', ''), 'hex'));
  // It says that it is longer than any message.
  const bomb = deflateRawSync(Buffer.alloc(33 * 1024 * 1024));
  damage.run(bomb, Buffer.from(idOf(2).replaceAll('-', ''), 'hex'));
  database.close();
  for (const number of [1, 2])
    assert.throws(
      () => archive.find(idOf(number), 0),
      (error) => error instanceof ArchiveUnusable && error.file === file,
    );
  assert.equal(archive.find(idOf(3), 0)?.raw.length, 1000);
});

test('what has expired gives its space back', async (t) => {
  const folder = folderOf(t);
  const archives = new SqliteMessageArchives(folder);
  const archive = archives.of('A-1');
  const messages = Array.from({ length: 40 }, (_, number) => ({
    ...ABOUT,
    id: idOf(number),
    raw: randomBytes(50_000),
    expires: number === 0 ? 3 : 2,
  }));
  await Promise.all(messages.map((message) => archive.keep(message)));
  assert.equal(archive.find(idOf(0), 0)?.raw.length, 50_000);
  while ((await archive.expire(2)) > 0);
  await archives.close();
  const { size } = statSync(join(folder, 'A-1', 'archive.db'));
  assert.ok(size < 200_000, String(size));
  assert.equal(archive.find(idOf(0), 2)?.raw.length, 50_000);
});

test('on a full disk all messages of a commit are refused, and are kept once there is room', (t) => {
  const database = openForWriting(join(folderOf(t), 'archive.db'));
  t.after(() => database.close());
  const keeper = new ArchiveKeeper(database);
  const messages = Array.from({ length: 5 }, (_, number) => ({
    ...ABOUT,
    id: idOf(number),
    raw: randomBytes(50_000),
  }));
  const works = messages.map((message) => ({ do: 'keep', message }) as const);
  database.exec('PRAGMA max_page_count = 40');
  assert.throws(() => keeper.write(works), isFull);
  const count = () => database.prepare('SELECT count(*) AS n FROM archives').get()?.n;
  assert.equal(count(), 0);
  database.exec('PRAGMA max_page_count = 1000');
  keeper.write(works);
  assert.equal(count(), 5);
});
