import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Refusal } from '../contacts/refusal.ts';
import { Renderer } from '../rendering/renderer.ts';
import { previewLinks } from '../tracking/preview-links.ts';
import type { ActionDesk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import { duplicateAction } from './duplicating.ts';
import { MemoryActionRecords } from './memory/memory-action-records.ts';
import { MemoryDispatch } from './memory/memory-dispatch.ts';
import { CAMPAIGN } from './records.contract.ts';
import type { NewAction } from './records.ts';
import { validateAction } from './validating.ts';

const EVERYBODY = {
  size: 1,
  segment: {
    id: 1,
    type: 'static',
    name: 'all',
    description: null,
    creation: 0,
    expiration: 0,
    isTest: true,
  },
} as const;

/** A desk with one field for addresses, one segment, and a clock of its own. */
function deskOf(dispatch: Dispatch, now = () => 1000): ActionDesk {
  return {
    records: new MemoryActionRecords(),
    categories: {
      find: async () => {
        throw new Error('nobody asks for categories');
      },
    },
    contacts: {
      fields: () => [
        { id: 1, type: 'email', name: 'Email', isUnicity: true, isMandatory: true, isCriterion: false },
      ],
      segments: () => [EVERYBODY],
      find: () => undefined,
      footprints: () => [],
    },
    renderer: new Renderer(),
    tracker: { track: async () => [], previews: () => previewLinks('https://t.example.com') },
    conversations: { find: async () => undefined },
    dispatch,
    now,
  };
}

const TESTED: NewAction = { ...CAMPAIGN, state: 38 };

describe('validating', () => {
  test('asks for departure by the clock that it is given', async () => {
    const dispatch = new MemoryDispatch();
    const desk = deskOf(dispatch, () => 5000);
    const scheduler = { ...CAMPAIGN.scheduler, type: 'scheduled', startDate: 4000, endDate: 5001 } as const;
    const { id } = await desk.records.insert({ ...CAMPAIGN, state: 38, scheduler });
    await validateAction(desk, id, { fortest: false });
    const [order] = dispatch.orders;
    assert.ok(order?.kind === 'campaign');
    assert.deepEqual([order.start, order.end], [5000, 5001]);
    const late = await desk.records.insert({
      ...CAMPAIGN,
      state: 38,
      scheduler: { ...scheduler, endDate: 5000 },
    });
    await assert.rejects(validateAction(desk, late.id, {}), /endDate/);
  });

  test('looks again whether the segments are there', async () => {
    const dispatch = new MemoryDispatch();
    const desk = deskOf(dispatch);
    const segments = { selected: [1, 2], excluded: [] };
    const { id } = await desk.records.insert({
      ...CAMPAIGN,
      state: 38,
      scheduler: { ...CAMPAIGN.scheduler, segments },
    });
    await assert.rejects(validateAction(desk, id, { fortest: false }), (error) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.kind, 'unknown-reference');
      assert.equal(error.places[0]?.pointer, '/scheduler/segments/selected/1');
      return true;
    });
    assert.deepEqual(dispatch.orders, []);
    assert.equal((await desk.records.find(id))?.state, 38);
  });

  test('has the order durable before the action is in its new state, and changes nothing without it', async () => {
    const states: (number | undefined)[] = [];
    const desk: ActionDesk = deskOf({
      async take({ action }) {
        states.push((await desk.records.find(action))?.state);
        throw new Error('no room');
      },
      answerTo: () => undefined,
    });
    const created = await desk.records.insert(CAMPAIGN);
    const tested = await desk.records.insert(TESTED);
    await assert.rejects(validateAction(desk, created.id, { fortest: true, testSegments: [1] }), /no room/);
    await assert.rejects(validateAction(desk, tested.id, { fortest: false }), /no room/);
    assert.deepEqual(states, [20, 38]);
    assert.deepEqual(await desk.records.find(created.id), created);
    assert.deepEqual(await desk.records.find(tested.id), tested);
  });

  test('confirms one order, which no copy has', async () => {
    const desk = deskOf(new MemoryDispatch());
    const { id } = await desk.records.insert(CAMPAIGN);
    await validateAction(desk, id, { fortest: true, testSegments: [1] });
    assert.notEqual((await desk.records.find(id))?.orders?.proofs, undefined);
    assert.equal((await duplicateAction(desk, id)).orders, undefined);
  });

  test('asks whether the account may send from the domain', async () => {
    const senders = {
      domain: async (name: string) =>
        name === 'example.com' ? { domain: name, returnPath: 'bounces@bounces.example.com' } : undefined,
      hasProfile: async () => false,
    };
    const dispatch = new MemoryDispatch();
    const desk = { ...deskOf(dispatch), senders };
    const from = (domain: string): NewAction => ({
      ...CAMPAIGN,
      content: {
        ...CAMPAIGN.content,
        headers: { from: { prefix: null, label: null, domain }, reply: null },
      },
    });
    const draft = { fortest: true, testSegments: [1] };
    const foreign = await desk.records.insert(from('other.example'));
    await assert.rejects(validateAction(desk, foreign.id, draft), /other\.example.*chappe domain add/);
    assert.deepEqual(dispatch.orders, []);
    const own = await desk.records.insert(from('example.com'));
    await validateAction(desk, own.id, draft);
    assert.equal(dispatch.orders.length, 1);
  });

  test('looks at the links that are written out in the HTML', async () => {
    const desk = deskOf(new MemoryDispatch());
    const html = '<p>\n<a href="{{ data.url }}">a</a> <a href="javascript:history.back()">b</a></p>';
    const { id } = await desk.records.insert({ ...CAMPAIGN, content: { ...CAMPAIGN.content, html } });
    await assert.rejects(
      validateAction(desk, id, { fortest: true, testSegments: [1] }),
      /html, line 2, column 35: a link cannot be sent: its scheme is javascript:;/,
    );
  });

  test('names the field that is gone', async () => {
    const desk = deskOf(new MemoryDispatch());
    const settings = { ...CAMPAIGN.settings, field: 9 };
    const { id } = await desk.records.insert({ ...CAMPAIGN, settings });
    await assert.rejects(validateAction(desk, id, { fortest: true, testSegments: [1] }), /settings\.field/);
  });
});
