import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { catalogWith } from '../../test/support/data-folder.ts';
import { parseAccount } from '../accounts/account.ts';
import { openCatalog } from '../storage/catalog.ts';
import { listSigningKeys, retireSigningKey, rotateSigningKey } from './account-signing-keys.ts';
import { SigningKeyRing } from './signing-key-ring.ts';

const DEMO = parseAccount('DEMO/028');
const OTHER = parseAccount('DEMO/029');

async function catalogOf(t: TestContext) {
  const { folder, catalog } = await catalogWith(t, DEMO, OTHER);
  return { folder, catalog, db: catalog.db, ring: new SigningKeyRing(catalog) };
}

describe('signing keys', () => {
  it('are there for every account, found by its name and by its number, and print nothing', async (t) => {
    const { ring } = await catalogOf(t);
    const [demo, other] = [await ring.of(DEMO), await ring.of(OTHER)];
    assert.deepEqual([demo.account, demo.number, demo.newest.number], [DEMO, 1, 1]);
    assert.equal(other.number, 2);
    assert.equal(demo.newest.secret.symmetricKeySize, 32);
    assert.equal(demo.newest.secret.equals(other.newest.secret), false);
    assert.equal(await ring.numbered(1), demo);
    assert.equal(await ring.numbered(3), undefined);
    await assert.rejects(ring.of(parseAccount('NO/ONE')), /there is no account NO\/ONE/);
    const secret = demo.newest.secret.export();
    const printed = inspect(demo, { depth: 9, showHidden: true }) + JSON.stringify(demo);
    for (const form of ['hex', 'base64', 'base64url'] as const)
      assert.equal(printed.includes(secret.toString(form)), false);
  });

  it('are known at once when another process makes one, and older ones stay until they are retired', async (t) => {
    const { folder, db, ring } = await catalogOf(t);
    const before = await ring.of(DEMO);
    const other = await openCatalog(folder);
    t.after(() => other.close());
    assert.equal(await rotateSigningKey(other.db, DEMO), 2);
    const after = await ring.of(DEMO);
    assert.equal(after.newest.number, 2);
    assert.ok(after.keys.get(1)?.secret.equals(before.newest.secret));
    await assert.rejects(retireSigningKey(db, DEMO, 2), /is the newest/);
    await retireSigningKey(other.db, DEMO, 1);
    assert.deepEqual([...((await ring.numbered(1))?.keys.keys() ?? [])], [2]);
    await assert.rejects(retireSigningKey(db, DEMO, 1), /has no signing key 1/);
    assert.equal(await rotateSigningKey(db, DEMO), 3);
    const listed = await listSigningKeys(db, DEMO);
    assert.deepEqual(
      listed.map(({ number, retiredAt }) => [number, retiredAt !== undefined]),
      [
        [1, true],
        [2, false],
        [3, false],
      ],
    );
    assert.deepEqual([...(await ring.of(OTHER)).keys.keys()], [1]);
  });

  it('are read once as long as nothing changes', async (t) => {
    const { ring } = await catalogOf(t);
    assert.equal(await ring.of(DEMO), await ring.of(DEMO));
  });
});
