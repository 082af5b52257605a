import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { HitStores } from './hit-store.ts';

/** @param make gives a way to open the same stores again and again. */
export function hitStoresContract(make: (t: TestContext) => { open: () => HitStores }): void {
  describe('stores of hits', () => {
    test('keep hits in the order of the calls, one sequence after the other', async (t) => {
      const stores = make(t).open();
      const store = stores.of('A-1');
      const firsts = await Promise.all([store.keep(['"a"', '"b"']), store.keep(['"c"'])]);
      await stores.probe();
      assert.deepEqual(firsts, [1, 3]);
      assert.deepEqual(store.after(0, 10), [
        { sequence: 1, json: '"a"' },
        { sequence: 2, json: '"b"' },
        { sequence: 3, json: '"c"' },
      ]);
      assert.deepEqual(store.after(1, 1), [{ sequence: 2, json: '"b"' }]);
    });

    test('have what was kept after a start, and use no sequence again', async (t) => {
      const { open } = make(t);
      const stores = open();
      await stores.of('A-1').keep(['"a"', '"b"']);
      stores.of('A-1').forget(2);
      await stores.of('A-1').keep(['"c"']);
      await stores.close();
      const again = open();
      assert.deepEqual(again.of('A-1').after(0, 10), [{ sequence: 3, json: '"c"' }]);
      again.of('A-1').forget(3);
      assert.equal(await again.of('A-1').keep(['"d"']), 4);
    });

    test('have work as long as a hit is kept, and are not made by looking for it', async (t) => {
      const { open } = make(t);
      const stores = open();
      stores.examine('A-1');
      assert.equal(stores.hasWork('A-1'), false);
      await stores.of('A-1').keep(['"a"']);
      await stores.close();
      const again = open();
      again.examine('A-1');
      assert.equal(again.hasWork('A-1'), true);
      again.of('A-1').forget(1);
      await again.close();
      assert.equal(open().hasWork('A-1'), false);
    });

    test('of accounts share nothing', async (t) => {
      const stores = make(t).open();
      await stores.of('A-1').keep(['"a"']);
      assert.deepEqual(stores.of('B-1').after(0, 10), []);
      assert.equal(stores.of('A-1'), stores.of('A-1'));
    });
  });
}
