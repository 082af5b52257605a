import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAccount } from '../../accounts/account.ts';
import type { Action } from '../../actions/action.ts';
import { CAMPAIGN } from '../../actions/records.contract.ts';
import { RememberedActions } from './remembered-actions.ts';

const DEMO = parseAccount('DEMO/028');
const OTHER = parseAccount('DEMO/029');

/** A catalog with one action, and what it is asked. */
function catalogWith(action: Action) {
  const asked: string[] = [];
  const catalog = {
    asked,
    action,
    async version() {
      asked.push('version');
      return catalog.action.version;
    },
    async read() {
      asked.push('read');
      return catalog.action;
    },
  };
  return catalog;
}

describe('an action that was read', () => {
  test('is asked for again only when something was committed, and read again only when it changed', async () => {
    const remembered = new RememberedActions();
    const catalog = catalogWith({ ...CAMPAIGN, id: '000001', version: 1 });
    const find = (data: number) => remembered.find(DEMO, 1, data, catalog);
    const first = await find(7);
    assert.equal(await find(7), first);
    assert.deepEqual(catalog.asked.splice(0), ['read']);
    assert.equal(await find(8), first);
    assert.equal(await find(8), first);
    assert.deepEqual(catalog.asked.splice(0), ['version']);
    catalog.action = { ...catalog.action, version: 2 };
    assert.equal(await find(9), catalog.action);
    assert.deepEqual(catalog.asked.splice(0), ['version', 'read']);
  });

  test('is that of its account', async () => {
    const remembered = new RememberedActions();
    const ours = catalogWith({ ...CAMPAIGN, id: '000001', version: 1 });
    const theirs = catalogWith({ ...CAMPAIGN, id: '000001', version: 1 });
    await remembered.find(DEMO, 1, 7, ours);
    assert.equal(await remembered.find(OTHER, 1, 7, theirs), theirs.action);
  });

  test('is forgotten when many others were read since, and when they are large', async () => {
    for (const [size, others] of [
      [1, 500],
      [8_000_000, 5],
    ] as const) {
      const remembered = new RememberedActions();
      const content = { ...CAMPAIGN.content, html: 'x'.repeat(size) };
      const catalog = catalogWith({ ...CAMPAIGN, content, id: '000001', version: 1 });
      for (let number = 1; number <= others + 1; number++) await remembered.find(DEMO, number, 7, catalog);
      catalog.asked.splice(0);
      await remembered.find(DEMO, others + 1, 7, catalog);
      assert.deepEqual(catalog.asked, []);
      await remembered.find(DEMO, 1, 7, catalog);
      assert.deepEqual(catalog.asked, ['read']);
    }
  });
});
