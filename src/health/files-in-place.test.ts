import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { FileDisplaced, FilesInPlace } from './files-in-place.ts';

test('a file is in its place until it is moved, deleted or replaced, and again when it is put back', async (t) => {
  const folder = await scratchFolder(t);
  const [file, away] = [join(folder, 'file'), join(folder, 'away')];
  const files = new FilesInPlace();
  // It may come later.
  files.require(file);
  writeFileSync(file, 'one');
  files.require(file);
  writeFileSync(file, 'one and more');
  files.require(file);
  renameSync(file, away);
  assert.throws(() => files.require(file), FileDisplaced);
  writeFileSync(file, 'another');
  assert.throws(() => files.require(file), FileDisplaced);
  renameSync(away, file);
  files.require(file);
  rmSync(file);
  assert.throws(() => files.require(file), FileDisplaced);
});
