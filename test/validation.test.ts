import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formatAccount, parseAccount } from '../src/accounts/account.ts';
import { type CampaignOrder, NO_DISPATCH, type ProofsOrder } from '../src/actions/dispatch.ts';
import { MemoryDispatch } from '../src/actions/memory/memory-dispatch.ts';
import { reportProofs, reportSent } from '../src/actions/reporting.ts';
import { standing } from '../src/actions/standing.ts';
import { addDomain } from '../src/senders/domains.ts';
import { CatalogActions } from '../src/storage/actions/catalog-actions.ts';
import { RememberedActions } from '../src/storage/actions/remembered-actions.ts';
import { actionFixture, createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import type { HttpClient, Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem, assertSilentConflict } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection } from './support/raw-http.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const OTHER = parseAccount('OTHER/001');

const dispatches = new Map<string, MemoryDispatch>();
let server: TestServer;
let client: HttpClient;
/** Ids of segments: of tests with a contact, of tests without, and of all contacts. */
let testers: number;
let nobody: number;
let everybody: number;

before(async () => {
  for (const account of [DEMO, OTHER]) dispatches.set(formatAccount(account), new MemoryDispatch());
  server = await serve({ accounts: [DEMO, OTHER], dispatchOf: dispatchOf });
  client = await server.client({ permissions: KEEPER });
  const segment = async (name: string, isTest: boolean) =>
    Number(get(await done(call(client, 'POST', '/segments', { type: 'static', name, isTest })), 'id'));
  testers = await segment('BAT TEST', true);
  nobody = await segment('nobody', true);
  everybody = await segment('all', false);
  const id = get(await done(call(client, 'POST', '/targets', { Email: 'claire@example.com' })), 'id');
  for (const each of [testers, everybody]) await call(client, 'POST', `/targets/${id}/segments/${each}`);
});
after(() => server.close());

function dispatchOf(account: Parameters<typeof formatAccount>[0]): MemoryDispatch {
  const dispatch = dispatches.get(formatAccount(account));
  assert.ok(dispatch);
  return dispatch;
}

/** As the sending pipeline has it, on a catalog of its own. */
const records = (account = DEMO) => new CatalogActions(server.catalog, account, new RememberedActions());
const desk = () => ({ records: records(), now: () => Date.UTC(2026, 10, 20, 12) });

function ordersFor(path: string) {
  return dispatchOf(DEMO).orders.filter(({ action }) => `/actions/${action}` === path);
}

function proofsOf(path: string): ProofsOrder {
  const order = ordersFor(path).findLast(({ kind }) => kind === 'proofs');
  assert.ok(order?.kind === 'proofs');
  return order;
}

function campaignOf(path: string): CampaignOrder {
  const order = ordersFor(path).findLast(({ kind }) => kind === 'campaign');
  assert.ok(order?.kind === 'campaign');
  return order;
}

const validate = (path: string, draft?: unknown, method = 'POST') =>
  call(client, method, `${path}/validation`, draft);
const takeBack = (path: string, body?: unknown) => validate(path, body, 'DELETE');
const stateOf = async (path: string) => get(await done(call(client, 'GET', path)), 'informations', 'state');

function assertNothing(reply: Reply): void {
  assert.deepEqual([reply.status, reply.body.length], [204, 0], reply.body.toString());
}

/** A message or a campaign that was tested. */
async function tested(draft: object = SMALLEST_MAIL): Promise<string> {
  const path = await createdAction(client, draft);
  assertNothing(await validate(path, { fortest: true, testSegments: [testers] }));
  await reportProofs(desk(), proofsOf(path), 'test passed');
  assert.equal(await stateOf(path), 38);
  return path;
}

const campaign = (scheduler: object = { type: 'asap', segments: { selected: [everybody] } }) => ({
  ...SMALLEST_MAIL,
  type: 'mailCampaign',
  scheduler,
});

describe('a message', () => {
  test('is tested and validated in two phases, and taken back', async () => {
    const path = await createdAction(client);
    assertNothing(
      await validate(path, {
        fortest: true,
        campaignAnalyser: false,
        testSegments: [testers],
        mediaForTest: null,
        textandHtml: false,
        comments: null,
      }),
    );
    assert.equal(await stateOf(path), 30);
    const { id, version, ...order } = proofsOf(path);
    assert.deepEqual(order, {
      kind: 'proofs',
      action: path.slice('/actions/'.length),
      segments: [testers],
      separately: false,
      variables: {},
    });
    const action = await records().find(order.action);
    assert.equal(action?.version, version);
    assert.equal(standing({ kind: 'proofs', id, version }, action), 'stands');
    await reportProofs(desk(), proofsOf(path), 'test passed');
    assert.equal(await stateOf(path), 38);
    assertNothing(await validate(path, { fortest: false }));
    assert.equal(await stateOf(path), 50);
    // Nothing leaves until somebody asks for it.
    assert.equal(ordersFor(path).length, 1);
    assertNothing(await takeBack(path, {}));
    assert.equal(await stateOf(path), 20);
    assertSilentConflict(await takeBack(path, {}));
  });

  test('may be validated at once after its test was accepted; late proofs change nothing then', async () => {
    const path = await createdAction(client);
    assertNothing(await validate(path, { fortest: true, testSegments: [testers] }));
    assertNothing(await validate(path, { fortest: false }));
    assert.equal(await stateOf(path), 50);
    for (const outcome of ['test passed', 'test failed', 'found broken'] as const) {
      await reportProofs(desk(), proofsOf(path), outcome);
      assert.equal(await stateOf(path), 50);
    }
  });

  test('comes back to 20 when its test fails, and to 10 when it is broken', async () => {
    for (const [outcome, state] of [
      ['test failed', 20],
      ['found broken', 10],
    ] as const) {
      const path = await createdAction(client);
      await validate(path, { fortest: true, testSegments: [testers] });
      await reportProofs(desk(), proofsOf(path), outcome);
      assert.equal(await stateOf(path), state);
      assertSilentConflict(await validate(path, { fortest: false }));
    }
  });

  test('is not moved by proofs of a test that was taken back', async () => {
    const path = await createdAction(client);
    await validate(path, { fortest: true, testSegments: [testers] });
    const old = proofsOf(path);
    assertNothing(await takeBack(path));
    assertNothing(await validate(path, { fortest: true, testSegments: [testers] }));
    await reportProofs(desk(), old, 'test passed');
    assert.equal(await stateOf(path), 30);
    await reportProofs(desk(), proofsOf(path), 'test passed');
    assert.equal(await stateOf(path), 38);
  });

  test('has proofs that go to one address, in two parts, with words for the testers', async () => {
    const path = await createdAction(client);
    assertNothing(
      await validate(path, {
        fortest: true,
        campaignAnalyser: true,
        testSegments: [testers, testers],
        mediaForTest: 'proofs@example.com',
        textandHtml: true,
        comments: 'the title',
        variables: [{ name: 'shop', value: 'Lyon' }, { season: 'summer' }],
      }),
    );
    const { id: _id, version: _version, ...order } = proofsOf(path);
    assert.deepEqual(order, {
      kind: 'proofs',
      action: path.slice('/actions/'.length),
      segments: [testers],
      address: 'proofs@example.com',
      separately: true,
      comments: 'the title',
      variables: { shop: 'Lyon', season: 'summer' },
    });
  });

  test('takes the whole request of the reference', async () => {
    const path = await createdAction(client);
    const shown = actionFixture('actions-id-validation.post.request');
    const ours = { testSegments: [testers], mediaForTest: 'proofs@example.com' };
    assertNothing(await validate(path, { ...shown, ...ours }));
    assert.equal(proofsOf(path).comments, shown.comments);
    assert.equal(proofsOf(path).separately, true);
  });

  test('is taken through its life by the requests of an old client: copy, replace, prove, produce', async () => {
    const original = await tested(campaign());
    const copy = Object(await done(call(client, 'POST', `//${original.slice(1)}/duplication`)));
    const path = `/actions/${copy.id}`;
    assertSilentConflict(await validate(path, { fortest: true, testSegments: [testers] }));
    const sent = {
      ...copy,
      scheduler: { ...copy.scheduler, segments: { selected: [everybody], excluded: [] } },
    };
    assert.equal(get(await done(call(client, 'PUT', path, sent)), 'informations', 'state'), 20);
    assertNothing(await validate(path, { fortest: true, testSegments: [testers] }));
    await reportProofs(desk(), proofsOf(path), 'test passed');
    assertNothing(await validate(path, { fortest: false }));
    assert.equal(campaignOf(path).action, copy.id);
  });
});

describe('a campaign', () => {
  test('leaves as soon as it is validated, and is sent then', async () => {
    const path = await tested(campaign());
    const earliest = Date.now();
    assertNothing(await validate(path, { fortest: false }));
    const { id, version, start, ...order } = campaignOf(path);
    assert.ok(start >= earliest && start <= Date.now());
    assert.deepEqual(order, {
      kind: 'campaign',
      action: path.slice('/actions/'.length),
      segments: { selected: [everybody], excluded: [] },
      speed: 0,
      variables: {},
    });
    const { orders, version: written } = Object(await records().find(order.action));
    assert.deepEqual([orders.campaign, written], [id, version]);
    await reportSent(desk(), campaignOf(path));
    const shown = await done(call(client, 'GET', path));
    assert.equal(get(shown, 'informations', 'state'), 80);
    assert.deepEqual(get(shown, 'monitor'), { lastSent: { at: '2026-11-20T12:00:00Z' } });
    assertSilentConflict(await validate(path, { fortest: false }));
    assertSilentConflict(await takeBack(path));
    const copy = await done(call(client, 'POST', `${path}/duplication`));
    assert.equal(get(copy, 'monitor'), undefined);
  });

  test('leaves at its start, and until its end', async () => {
    const scheduler = {
      type: 'scheduled',
      startDate: '2037-10-20T14:14:00Z',
      endDate: '2037-10-21T14:14:00Z',
      segments: { selected: [everybody], excluded: [nobody] },
      speed: 5000,
    };
    const path = await tested(campaign(scheduler));
    assertNothing(await validate(path, { fortest: false }));
    const { start, end, segments, speed } = campaignOf(path);
    assert.deepEqual(
      { start, end, segments, speed },
      {
        start: Date.UTC(2037, 9, 20, 14, 14),
        end: Date.UTC(2037, 9, 21, 14, 14),
        segments: { selected: [everybody], excluded: [nobody] },
        speed: 5000,
      },
    );
  });

  test('that was taken back, or deleted, does not leave, and is not sent by a late report', async () => {
    for (const end of [takeBack, (path: string) => call(client, 'DELETE', path)]) {
      const path = await tested(campaign());
      await validate(path, { fortest: false });
      assertNothing(await end(path));
      const order = campaignOf(path);
      assert.equal(standing(order, await records().find(order.action)), 'void');
      await reportSent(desk(), order);
      assert.notEqual((await records().find(order.action))?.state, 80);
    }
  });

  test('that is validated twice at once leaves once', async () => {
    const path = await tested(campaign());
    const replies = await Promise.all([1, 2, 3].map(() => validate(path, { fortest: false })));
    assert.equal(replies.filter(({ status }) => status === 204).length, 1);
    for (const reply of replies) if (reply.status !== 204) assertSilentConflict(reply);
    const orders = ordersFor(path).filter((order) => order.kind === 'campaign');
    const action = await records().find(path.slice('/actions/'.length));
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
      const segments = how === 'to nobody' ? {} : { segments: { selected: [everybody] } };
      const path = await tested(campaign({ ...scheduler, ...segments }));
      assert.match(assertSilentConflict(await validate(path, { fortest: false })), told);
      assert.equal(await stateOf(path), 38);
      assert.equal(ordersFor(path).length, 1);
    });
  }
});

describe('a test is refused', () => {
  const test400: [string, object][] = [
    ['/testSegments', {}],
    ['/testSegments', { testSegments: [], mediaForTest: ' ' }],
    ['/testSegments', { testSegments: null, mediaForTest: null }],
    ['/mediaForTest', { mediaForTest: 'nobody' }],
    ['/comments', { comments: 3 }],
    ['/variables', { variables: { shop: 'Lyon' } }],
  ];
  for (const [pointer, draft] of test400) {
    test(`as ${JSON.stringify(draft)}`, async () => {
      const path = await createdAction(client);
      const reply = await validate(path, { fortest: true, ...draft });
      const { errors = [] } = assertProblem(reply, 400, 'invalid-content');
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        JSON.stringify(errors),
      );
      assert.equal(await stateOf(path), 20);
      assert.deepEqual(ordersFor(path), []);
    });
  }

  test('to a segment that is none of tests', async () => {
    const path = await createdAction(client);
    const reply = await validate(path, { fortest: true, testSegments: [testers, everybody] });
    const { errors } = assertProblem(reply, 400, 'invalid-content');
    assert.equal(errors?.[0]?.pointer, '/testSegments/1');
  });

  test('to a segment that is not there', async () => {
    const path = await createdAction(client);
    const reply = await validate(path, { fortest: true, testSegments: [0] });
    const { errors } = assertProblem(reply, 404, 'unknown-reference');
    assert.equal(errors?.[0]?.pointer, '/testSegments/0');
  });

  test('when nobody would get a proof', async () => {
    const path = await createdAction(client);
    assert.match(
      assertSilentConflict(await validate(path, { fortest: true, testSegments: [nobody] })),
      /nobody/,
    );
  });

  test('of what cannot be rendered, with the place in the template', async () => {
    const content = { ...SMALLEST_MAIL.content, html: '<p>\n{{ contact.name | shout }}{% if %}' };
    const path = await createdAction(client, { ...SMALLEST_MAIL, content });
    const detail = assertSilentConflict(await validate(path, { fortest: true, testSegments: [testers] }));
    assert.match(detail, /html, line 2/);
    assert.equal(await stateOf(path), 20);
  });

  test('from a domain that the account may not send from, until it may', async () => {
    const from = { prefix: 'news', domain: 'news.example.com' };
    const content = { ...SMALLEST_MAIL.content, headers: { from } };
    const path = await createdAction(client, { ...SMALLEST_MAIL, content });
    const draft = { fortest: true, testSegments: [testers] };
    assert.match(assertSilentConflict(await validate(path, draft)), /chappe domain add/);
    await addDomain(server.catalog.db, OTHER, 'news.example.com');
    assertSilentConflict(await validate(path, draft));
    await addDomain(server.catalog.db, DEMO, 'news.example.com');
    assertNothing(await validate(path, draft));
  });

  test('without a subject', async () => {
    const content = { ...SMALLEST_MAIL.content, subject: null };
    const path = await createdAction(client, { ...SMALLEST_MAIL, content });
    const detail = assertSilentConflict(await validate(path, { fortest: true, testSegments: [testers] }));
    assert.match(detail, /subject/);
  });
});

describe('a validation is refused', () => {
  test('before there is content, before the test, and when it is there already', async () => {
    const empty = await createdAction(client, { type: 'mailMessage', name: 'empty' });
    for (const fortest of [true, false])
      assertSilentConflict(await validate(empty, { fortest, testSegments: [testers] }));
    const created = await createdAction(client);
    for (const draft of [{ fortest: false }, {}, null, undefined])
      assertSilentConflict(await validate(created, draft));
    const path = await tested();
    assertSilentConflict(await validate(path, { fortest: true, testSegments: [testers] }));
    assertNothing(await validate(path));
    for (const fortest of [true, false])
      assertSilentConflict(await validate(path, { fortest, testSegments: [testers] }));
  });

  test('and an action that is validated is not replaced', async () => {
    const path = await tested();
    assertProblem(await call(client, 'PUT', path, { name: 'other' }), 409, 'conflict');
    assertNothing(await takeBack(path));
    await done(call(client, 'PUT', path, { name: 'other' }));
  });

  test('with 404 of what never was, and with 410 of what was deleted', async () => {
    const path = await tested();
    assertNothing(await call(client, 'DELETE', path));
    for (const draft of [{ fortest: true, testSegments: [testers] }, { fortest: false }]) {
      assertProblem(await validate(path, draft), 410, 'gone');
      assertProblem(await validate('/actions/ZZZZZZ', draft), 404, 'not-found');
    }
    assertProblem(await takeBack(path), 410, 'gone');
    assertProblem(await takeBack('/actions/ZZZZZZ'), 404, 'not-found');
  });

  test('of another account', async () => {
    const path = await tested();
    const stranger = await server.client({ permissions: KEEPER }, OTHER);
    for (const method of ['POST', 'DELETE'])
      assertProblem(await call(stranger, method, `${path}/validation`, {}), 404, 'not-found');
    assert.equal(await stateOf(path), 38);
    assert.deepEqual(dispatchOf(OTHER).orders, []);
  });

  test('without a right to change actions', async () => {
    const reader = await server.client({ permissions: ['actions:read'] });
    const path = await tested();
    for (const method of ['POST', 'DELETE'])
      assertProblem(await call(reader, method, `${path}/validation`, {}), 403, 'permission-denied');
  });

  test('with a body that is no JSON, or of another type', async () => {
    const path = await createdAction(client);
    const send = (body: string, type = 'application/json') =>
      client.send({ method: 'POST', path: `${path}/validation`, headers: { 'Content-Type': type }, body });
    assertProblem(await send('{'), 400, 'invalid-body');
    assertProblem(await send('[]'), 400, 'invalid-content');
    assertProblem(await send('{}', 'text/plain'), 415, 'unsupported-type');
  });

  test('when it does not tell whether it has a body', async () => {
    const path = await tested();
    const connection = new RawConnection(server.url);
    await connection.write(
      `POST ${path}/validation HTTP/1.1\r\nHost: x\r\nX-Key: ${client.key}\r\nConnection: close\r\n\r\n`,
    );
    assert.match(await connection.ended(), /^HTTP\/1.1 411 /);
    assert.equal(await stateOf(path), 38);
  });
});

describe('a text message', () => {
  test('is looked at, and refused for want of a channel', async () => {
    const draft = { name: 'text', content: { textContent: 'This is a sms content' } };
    for (const type of ['smsMessage', 'smsCampaign']) {
      const path = await createdAction(client, { ...draft, type });
      assertProblem(await validate(path, { fortest: true }), 400, 'invalid-content');
      const missing = await validate(path, { fortest: true, testSegments: [0] });
      assertProblem(missing, 404, 'unknown-reference');
      const detail = assertSilentConflict(await validate(path, { fortest: true, testSegments: [testers] }));
      assert.match(detail, /channel SMS/);
      assert.equal(await stateOf(path), 20);
      assert.deepEqual(ordersFor(path), []);
    }
  });
});

test('a server that cannot send says so, and changes nothing', async (t) => {
  const bare = await serve({ dispatchOf: () => NO_DISPATCH });
  t.after(() => bare.close());
  const own = await bare.client({ permissions: KEEPER });
  const path = await createdAction(own);
  const draft = { fortest: true, mediaForTest: 'proofs@example.com' };
  assertProblem(await call(own, 'POST', `${path}/validation`, draft), 503, 'sending-unavailable');
  assert.equal(get(await done(call(own, 'GET', path)), 'informations', 'state'), 20);
  assert.deepEqual(bare.errors, []);
});
