import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Action, MailCampaign } from './action.ts';
import type { ActionRecords, NewAction } from './records.ts';
import { STATES } from './state.ts';

/** Makes the records of two accounts; what `open` gives is read anew, as another process would read it. */
export type MakeRecords = (
  t: TestContext,
) => Promise<{ one: ActionRecords; other: ActionRecords; open: () => ActionRecords }>;

/** A campaign that nobody has sent. */
export const CAMPAIGN: Omit<MailCampaign, 'id' | 'version'> = {
  type: 'mailCampaign',
  state: STATES.created,
  name: 'Action Mail v4',
  description: null,
  creation: 1_528_440_480_000,
  folder: 1,
  category: 1,
  settings: {
    templating: { version: '4.1' },
    editionMode: 1,
    priority: false,
    importance: false,
    field: 1,
    culture: 'fr-FR',
    contentFormat: 2,
    useFormLinkSSL: false,
    performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0 },
    mp: { use: true, increment: true },
    webAnalyser: null,
    archive: false,
  },
  content: {
    headers: { from: { prefix: 'Test', domain: 'defaultdomain', label: 'TEST' }, reply: null },
    subject: 'Sujet',
    html: '<html>été 🎿</html>',
    text: null,
  },
  scheduler: { type: 'asap', segments: { selected: [1], excluded: [] }, speed: 0 },
};

const SMS: NewAction = {
  type: 'smsMessage',
  state: STATES.created,
  name: 'SMS',
  description: 'text',
  creation: 1_528_440_480_001,
  folder: 1,
  category: 1,
  settings: { smsFormat: 3, smsType: 1, countries: ['FRA'] },
  content: { textContent: 'This is a sms content' },
};

/** What every implementation of `ActionRecords` promises. */
export function actionRecordsContract(make: MakeRecords): void {
  describe('the actions of an account', () => {
    test('get ids in the form of NP6, one after the other, and are read as they were kept', async (t) => {
      const { one, open } = await make(t);
      const first = await one.insert(CAMPAIGN);
      const second = await one.insert(SMS);
      assert.deepEqual(first, { ...CAMPAIGN, id: '000001', version: 1 });
      assert.deepEqual(second, { ...SMS, id: '000002', version: 1 });
      for (const records of [one, open()]) {
        assert.deepEqual(await records.find('000001'), first);
        assert.deepEqual(await records.find('000002'), second);
        assert.deepEqual(await records.find('2'), second);
      }
      for (const id of ['000003', '', 'nobody!', '0000000001'])
        assert.equal(await one.find(id), undefined, id);
    });

    test('write numbers above nine as letters, and find them in whatever case', async (t) => {
      const { one } = await make(t);
      for (let number = 1; number <= 10; number++) await one.insert(SMS);
      assert.equal((await one.find('00000a'))?.id, '00000A');
      assert.equal((await one.insert(SMS)).id, '00000B');
    });

    test('are listed by id without their content, but for those that are deleted', async (t) => {
      const { one } = await make(t);
      const first = await one.insert(CAMPAIGN);
      await one.insert(SMS);
      assert.deepEqual(await one.list({}), [
        {
          id: '000001',
          type: 'mailCampaign',
          state: 20,
          name: 'Action Mail v4',
          description: null,
          creation: 1_528_440_480_000,
          folder: 1,
          category: 1,
          templating: '4.1',
          scheduler: CAMPAIGN.scheduler,
        },
        {
          id: '000002',
          type: 'smsMessage',
          state: 20,
          name: 'SMS',
          description: 'text',
          creation: 1_528_440_480_001,
          folder: 1,
          category: 1,
        },
      ]);
      await one.replace({ ...first, state: STATES.deleted });
      assert.deepEqual(ids(await one.list({})), ['000002']);
      assert.equal((await one.find('000001'))?.state, STATES.deleted);
      assert.equal((await one.insert(SMS)).id, '000003');
    });

    test('are listed from a start on and before an end', async (t) => {
      const { one } = await make(t);
      for (const creation of [1000, 2000, 3000]) await one.insert({ ...SMS, creation });
      assert.deepEqual(ids(await one.list({ start: 2000 })), ['000002', '000003']);
      assert.deepEqual(ids(await one.list({ end: 2000 })), ['000001']);
      assert.deepEqual(ids(await one.list({ start: 2000, end: 3000 })), ['000002']);
      assert.deepEqual(ids(await one.list({ start: 3000, end: 2000 })), []);
    });

    test('are replaced while they are of the version that was read', async (t) => {
      const { one, open } = await make(t);
      const first = await one.insert(CAMPAIGN);
      const named: Action = { ...first, name: 'named' };
      const second = await one.replace(named);
      assert.deepEqual(second, { ...named, version: 2 });
      assert.deepEqual(await one.find('000001'), second);
      assert.deepEqual(await open().find('000001'), second);
      assert.equal(await one.replace({ ...first, name: 'late' }), undefined);
      assert.equal(await one.replace({ ...first, id: '000009' }), undefined);
      assert.deepEqual(await one.find('000001'), second);
    });

    test('are found as somebody else has changed them meanwhile', async (t) => {
      const { one, open } = await make(t);
      const first = await one.insert(CAMPAIGN);
      await one.find(first.id);
      const changed = await open().replace({ ...first, name: 'changed elsewhere' });
      assert.deepEqual(await one.find(first.id), changed);
      assert.deepEqual(await one.find(first.id), changed);
    });

    test('of which one is won by two who change it at once', async (t) => {
      const { one } = await make(t);
      const first = await one.insert(CAMPAIGN);
      const both = await Promise.all(['a', 'b'].map((name) => one.replace({ ...first, name })));
      assert.equal(both.filter((replaced) => replaced !== undefined).length, 1);
    });

    test('are nobody else’s', async (t) => {
      const { one, other } = await make(t);
      const first = await one.insert(CAMPAIGN);
      assert.equal(await other.find(first.id), undefined);
      assert.deepEqual(await other.list({}), []);
      assert.equal(await other.replace(first), undefined);
      assert.equal((await other.insert(SMS)).id, '000001');
      assert.deepEqual(await one.find(first.id), first);
    });
  });
}

function ids(actions: readonly { id: string }[]): string[] {
  return actions.map(({ id }) => id);
}
