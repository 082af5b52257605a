import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { isThere, lackOf } from './is-there.ts';

test('what cannot be looked at is not taken for absent', async (t) => {
  const folder = await scratchFolder(t);
  const [file, loop] = [join(folder, 'file'), join(folder, 'loop')];
  assert.equal(isThere(file), false);
  writeFileSync(file, '');
  assert.equal(isThere(file), true);
  assert.equal(isThere(join(file, 'in-it')), false);
  assert.deepEqual([lackOf(folder + file), lackOf(file)], ['missing', 'empty']);
  writeFileSync(file, 'x');
  assert.equal(lackOf(file), undefined);
  // Nobody may follow it, not even root.
  symlinkSync(loop, loop);
  assert.throws(() => isThere(join(loop, 'in-it')), { code: 'ELOOP' });
});
