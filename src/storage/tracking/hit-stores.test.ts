import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { hitStoresContract } from '../../tracking/hits/hit-store.contract.ts';
import { HitsUnusable } from '../../tracking/hits/hit-store.ts';
import { SqliteHitStores } from './hit-stores.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-hits-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

hitStoresContract((t) => {
  const folder = folderOf(t);
  return {
    open: () => {
      const stores = new SqliteHitStores(folder);
      t.after(() => stores.close());
      return stores;
    },
  };
});

test('a file that is damaged is refused, and named', (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, 'A-1'));
  writeFileSync(join(folder, 'A-1', 'hits.db'), 'x'.repeat(5000));
  const stores = new SqliteHitStores(folder);
  for (const use of [() => stores.of('A-1'), () => stores.examine('A-1'), () => stores.hasWork('A-1')]) {
    assert.throws(
      use,
      (error) => error instanceof HitsUnusable && error.file === join(folder, 'A-1', 'hits.db'),
    );
  }
});
