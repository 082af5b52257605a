import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseAccount } from '../../accounts/account.ts';
import { createAccount } from '../../accounts/accounts.ts';
import { actionRecordsContract, CAMPAIGN } from '../../actions/records.contract.ts';
import { type Catalog, openCatalog } from '../catalog.ts';
import { CatalogActions } from './catalog-actions.ts';
import { RememberedActions } from './remembered-actions.ts';

const ONE = parseAccount('DEMO/028');
const OTHER = parseAccount('DEMO/029');

async function catalogFor(t: TestContext): Promise<Catalog[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-actions-'));
  const catalogs = [await openCatalog(folder), await openCatalog(folder)];
  t.after(async () => {
    for (const catalog of catalogs) await catalog.close();
    await rm(folder, { recursive: true });
  });
  const [{ db } = { db: undefined }] = catalogs;
  assert.ok(db);
  for (const account of [ONE, OTHER]) await createAccount(db, account);
  return catalogs;
}

actionRecordsContract(async (t) => {
  const [catalog, second] = await catalogFor(t);
  assert.ok(catalog && second);
  // One memory for both accounts, as in a server.
  const remembered = new RememberedActions();
  return {
    one: new CatalogActions(catalog, ONE, remembered),
    other: new CatalogActions(catalog, OTHER, remembered),
    open: () => new CatalogActions(second, ONE, new RememberedActions()),
  };
});

test('what is asked for again is not read again while nothing was committed', async (t) => {
  const [catalog] = await catalogFor(t);
  assert.ok(catalog);
  const actions = new CatalogActions(catalog, ONE, new RememberedActions());
  const { id } = await actions.insert(CAMPAIGN);
  const first = await actions.find(id);
  assert.equal(await actions.find(id), first);
  await actions.insert(CAMPAIGN);
  // Another action was written: this one is the same still.
  assert.equal(await actions.find(id), first);
});
