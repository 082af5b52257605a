import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { reportProofs, reportSent } from '../src/actions/reporting.ts';
import { standing } from '../src/actions/standing.ts';
import { actionFixture, createdAction } from './support/action-fixtures.ts';
import {
  ActionLives,
  assertNoContent,
  campaign,
  EVERYBODY,
  NOBODY,
  TESTERS,
} from './support/action-lives.ts';
import { call, done } from './support/json-calls.ts';
import { assertSilentConflict } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const lives = new ActionLives();
before(() => lives.open());
after(() => lives.close());

describe('a message', () => {
  test('is tested and validated in two phases, and taken back', async () => {
    const path = await createdAction(lives.client);
    assertNoContent(
      await lives.validate(path, {
        fortest: true,
        campaignAnalyser: false,
        testSegments: [TESTERS],
        mediaForTest: null,
        textandHtml: false,
        comments: null,
      }),
    );
    assert.equal(await lives.stateOf(path), 30);
    const { id, version, ...order } = lives.proofsOf(path);
    assert.deepEqual(order, {
      kind: 'proofs',
      action: path.slice('/actions/'.length),
      segments: [TESTERS],
      separately: false,
      variables: {},
    });
    const action = await lives.records().find(order.action);
    assert.equal(action?.version, version);
    assert.equal(standing({ kind: 'proofs', id, version }, action), 'stands');
    await reportProofs(lives.desk(), lives.proofsOf(path), 'test passed');
    assert.equal(await lives.stateOf(path), 38);
    assertNoContent(await lives.validate(path, { fortest: false }));
    assert.equal(await lives.stateOf(path), 50);
    // Nothing leaves until somebody asks for it.
    assert.equal(lives.ordersFor(path).length, 1);
    assertNoContent(await lives.takeBack(path, {}));
    assert.equal(await lives.stateOf(path), 20);
    assertSilentConflict(await lives.takeBack(path, {}));
  });

  test('may be validated at once after its test was accepted; late proofs change nothing then', async () => {
    const path = await createdAction(lives.client);
    assertNoContent(await lives.validate(path, { fortest: true, testSegments: [TESTERS] }));
    assertNoContent(await lives.validate(path, { fortest: false }));
    assert.equal(await lives.stateOf(path), 50);
    for (const outcome of ['test passed', 'test failed', { broken: 'html: wrong' }] as const) {
      await reportProofs(lives.desk(), lives.proofsOf(path), outcome);
      assert.equal(await lives.stateOf(path), 50);
    }
  });

  test('comes back to 20 when its test fails, and to 10 when it is broken', async () => {
    for (const [outcome, state] of [
      ['test failed', 20],
      [{ broken: 'html: wrong' }, 10],
    ] as const) {
      const path = await createdAction(lives.client);
      await lives.validate(path, { fortest: true, testSegments: [TESTERS] });
      await reportProofs(lives.desk(), lives.proofsOf(path), outcome);
      assert.equal(await lives.stateOf(path), state);
      assertSilentConflict(await lives.validate(path, { fortest: false }));
    }
  });

  test('is not moved by proofs of a test that was taken back', async () => {
    const path = await createdAction(lives.client);
    await lives.validate(path, { fortest: true, testSegments: [TESTERS] });
    const old = lives.proofsOf(path);
    assertNoContent(await lives.takeBack(path));
    assertNoContent(await lives.validate(path, { fortest: true, testSegments: [TESTERS] }));
    await reportProofs(lives.desk(), old, 'test passed');
    assert.equal(await lives.stateOf(path), 30);
    await reportProofs(lives.desk(), lives.proofsOf(path), 'test passed');
    assert.equal(await lives.stateOf(path), 38);
  });

  test('has proofs that go to one address, in two parts, with words for the TESTERS', async () => {
    const path = await createdAction(lives.client);
    assertNoContent(
      await lives.validate(path, {
        fortest: true,
        campaignAnalyser: true,
        testSegments: [TESTERS, TESTERS],
        mediaForTest: 'proofs@example.com',
        textandHtml: true,
        comments: 'the title',
        variables: [{ name: 'shop', value: 'Lyon' }, { season: 'summer' }],
      }),
    );
    const { id: _id, version: _version, ...order } = lives.proofsOf(path);
    assert.deepEqual(order, {
      kind: 'proofs',
      action: path.slice('/actions/'.length),
      segments: [TESTERS],
      address: 'proofs@example.com',
      separately: true,
      comments: 'the title',
      variables: { shop: 'Lyon', season: 'summer' },
    });
  });

  test('takes the whole request of the reference', async () => {
    const path = await createdAction(lives.client);
    const shown = actionFixture('actions-id-validation.post.request');
    const ours = { testSegments: [TESTERS], mediaForTest: 'proofs@example.com' };
    assertNoContent(await lives.validate(path, { ...shown, ...ours }));
    assert.equal(lives.proofsOf(path).comments, shown.comments);
    assert.equal(lives.proofsOf(path).separately, true);
  });

  test('is taken through its life by the requests of an old client: copy, replace, prove, produce', async () => {
    const original = await lives.tested(campaign());
    const copy = Object(await done(call(lives.client, 'POST', `//${original.slice(1)}/duplication`)));
    const path = `/actions/${copy.id}`;
    assertSilentConflict(await lives.validate(path, { fortest: true, testSegments: [TESTERS] }));
    const sent = {
      ...copy,
      scheduler: { ...copy.scheduler, segments: { selected: [EVERYBODY], excluded: [] } },
    };
    assert.equal(get(await done(call(lives.client, 'PUT', path, sent)), 'informations', 'state'), 20);
    assertNoContent(await lives.validate(path, { fortest: true, testSegments: [TESTERS] }));
    await reportProofs(lives.desk(), lives.proofsOf(path), 'test passed');
    assertNoContent(await lives.validate(path, { fortest: false }));
    assert.equal(lives.campaignOf(path).action, copy.id);
  });
});

describe('a campaign', () => {
  test('leaves as soon as it is validated, and is sent then', async () => {
    const path = await lives.tested(campaign());
    const earliest = Date.now();
    assertNoContent(await lives.validate(path, { fortest: false }));
    const { id, version, start, ...order } = lives.campaignOf(path);
    assert.ok(start >= earliest && start <= Date.now());
    assert.deepEqual(order, {
      kind: 'campaign',
      action: path.slice('/actions/'.length),
      segments: { selected: [EVERYBODY], excluded: [] },
      speed: 0,
      variables: {},
    });
    const { orders, version: written } = Object(await lives.records().find(order.action));
    assert.deepEqual([orders.campaign, written], [id, version]);
    await reportSent(lives.desk(), lives.campaignOf(path));
    const shown = await done(call(lives.client, 'GET', path));
    assert.equal(get(shown, 'informations', 'state'), 80);
    assert.deepEqual(get(shown, 'monitor'), { lastSent: { at: '2026-11-20T12:00:00Z' } });
    assertSilentConflict(await lives.validate(path, { fortest: false }));
    assertSilentConflict(await lives.takeBack(path));
    const copy = await done(call(lives.client, 'POST', `${path}/duplication`));
    assert.equal(get(copy, 'monitor'), undefined);
  });

  test('leaves at its start, and until its end', async () => {
    const scheduler = {
      type: 'scheduled',
      startDate: '2037-10-20T14:14:00Z',
      endDate: '2037-10-21T14:14:00Z',
      segments: { selected: [EVERYBODY], excluded: [NOBODY] },
      speed: 5000,
    };
    const path = await lives.tested(campaign(scheduler));
    assertNoContent(await lives.validate(path, { fortest: false }));
    const { start, end, segments, speed } = lives.campaignOf(path);
    assert.deepEqual(
      { start, end, segments, speed },
      {
        start: Date.UTC(2037, 9, 20, 14, 14),
        end: Date.UTC(2037, 9, 21, 14, 14),
        segments: { selected: [EVERYBODY], excluded: [NOBODY] },
        speed: 5000,
      },
    );
  });

  test('that was taken back, or deleted, does not leave, and is not sent by a late report', async () => {
    for (const end of [
      (path: string) => lives.takeBack(path),
      (path: string) => call(lives.client, 'DELETE', path),
    ]) {
      const path = await lives.tested(campaign());
      await lives.validate(path, { fortest: false });
      assertNoContent(await end(path));
      const order = lives.campaignOf(path);
      assert.equal(standing(order, await lives.records().find(order.action)), 'void');
      await reportSent(lives.desk(), order);
      assert.notEqual((await lives.records().find(order.action))?.state, 80);
    }
  });

  test('that is validated twice at once leaves once', async () => {
    const path = await lives.tested(campaign());
    const replies = await Promise.all([1, 2, 3].map(() => lives.validate(path, { fortest: false })));
    assert.equal(replies.filter(({ status }) => status === 204).length, 1);
    for (const reply of replies) if (reply.status !== 204) assertSilentConflict(reply);
    const orders = lives.ordersFor(path).filter((order) => order.kind === 'campaign');
    const action = await lives.records().find(path.slice('/actions/'.length));
    const standings = orders.map((order) => order.kind === 'campaign' && standing(order, action));
    assert.equal(standings.filter((each) => each === 'stands').length, 1);
  });

  const impossible: [string, object, RegExp][] = [
    ['to nobody', { type: 'asap' }, /selected/],
    ['in the past', { type: 'scheduled', startDate: '2017-01-01', endDate: '2017-01-02' }, /endDate/],
    ['at the hour of each reader', { type: 'timeZoneSchedule', startDate: '2037-01-01' }, /asap/],
  ];
  for (const [how, scheduler, told] of impossible) {
    test(`is not validated to leave ${how}`, async () => {
      const segments = how === 'to nobody' ? {} : { segments: { selected: [EVERYBODY] } };
      const path = await lives.tested(campaign({ ...scheduler, ...segments }));
      assert.match(assertSilentConflict(await lives.validate(path, { fortest: false })), told);
      assert.equal(await lives.stateOf(path), 38);
      assert.equal(lives.ordersFor(path).length, 1);
    });
  }
});
