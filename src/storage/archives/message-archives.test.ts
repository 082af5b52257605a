import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { messageArchivesContract } from '../../sending/archive.contract.ts';
import { ArchiveUnusable } from '../../sending/archive.ts';
import { SqliteMessageArchives } from './message-archives.ts';

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
