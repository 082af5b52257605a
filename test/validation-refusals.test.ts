import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addDomain } from '../src/senders/domains.ts';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { ActionLives, assertNoContent, EVERYBODY, NOBODY, TESTERS } from './support/action-lives.ts';
import { OTHER } from './support/handed-over.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { NO_DISPATCH } from './support/no-dispatch.ts';
import { assertProblem, assertSilentConflict } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection } from './support/raw-http.ts';
import { DEMO, serve } from './support/server.ts';

const lives = new ActionLives();
before(() => lives.open());
after(() => lives.close());

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
      const path = await createdAction(lives.client);
      const reply = await lives.validate(path, { fortest: true, ...draft });
      const { errors = [] } = assertProblem(reply, 400, 'invalid-content');
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        JSON.stringify(errors),
      );
      assert.equal(await lives.stateOf(path), 20);
      assert.deepEqual(lives.ordersFor(path), []);
    });
  }

  test('to a segment that is none of tests', async () => {
    const path = await createdAction(lives.client);
    const reply = await lives.validate(path, { fortest: true, testSegments: [TESTERS, EVERYBODY] });
    const { errors } = assertProblem(reply, 400, 'invalid-content');
    assert.equal(errors?.[0]?.pointer, '/testSegments/1');
  });

  test('to a segment that is not there', async () => {
    const path = await createdAction(lives.client);
    const reply = await lives.validate(path, { fortest: true, testSegments: [0] });
    const { errors } = assertProblem(reply, 404, 'unknown-reference');
    assert.equal(errors?.[0]?.pointer, '/testSegments/0');
  });

  test('when nobody would get a proof', async () => {
    const path = await createdAction(lives.client);
    assert.match(
      assertSilentConflict(await lives.validate(path, { fortest: true, testSegments: [NOBODY] })),
      /nobody/,
    );
  });

  test('of what cannot be rendered, with the place in the template', async () => {
    const content = { ...SMALLEST_MAIL.content, html: '<p>\n{{ contact.name | shout }}{% if %}' };
    const path = await createdAction(lives.client, { ...SMALLEST_MAIL, content });
    const detail = assertSilentConflict(
      await lives.validate(path, { fortest: true, testSegments: [TESTERS] }),
    );
    assert.match(detail, /html, line 2/);
    assert.equal(await lives.stateOf(path), 20);
  });

  test('from a domain that the account may not send from, until it may', async () => {
    const from = { prefix: 'news', domain: 'news.example.com' };
    const content = { ...SMALLEST_MAIL.content, headers: { from } };
    const path = await createdAction(lives.client, { ...SMALLEST_MAIL, content });
    const draft = { fortest: true, testSegments: [TESTERS] };
    assert.match(assertSilentConflict(await lives.validate(path, draft)), /chappe domain add/);
    await addDomain(lives.server.catalog.db, OTHER, 'news.example.com');
    assertSilentConflict(await lives.validate(path, draft));
    await addDomain(lives.server.catalog.db, DEMO, 'news.example.com');
    assertNoContent(await lives.validate(path, draft));
  });

  test('without a subject', async () => {
    const content = { ...SMALLEST_MAIL.content, subject: null };
    const path = await createdAction(lives.client, { ...SMALLEST_MAIL, content });
    const detail = assertSilentConflict(
      await lives.validate(path, { fortest: true, testSegments: [TESTERS] }),
    );
    assert.match(detail, /subject/);
  });
});

describe('a validation is refused', () => {
  test('before there is content, before the test, and when it is there already', async () => {
    const empty = await createdAction(lives.client, { type: 'mailMessage', name: 'empty' });
    for (const fortest of [true, false])
      assertSilentConflict(await lives.validate(empty, { fortest, testSegments: [TESTERS] }));
    const created = await createdAction(lives.client);
    for (const draft of [{ fortest: false }, {}, null, undefined])
      assertSilentConflict(await lives.validate(created, draft));
    const path = await lives.tested();
    assertSilentConflict(await lives.validate(path, { fortest: true, testSegments: [TESTERS] }));
    assertNoContent(await lives.validate(path));
    for (const fortest of [true, false])
      assertSilentConflict(await lives.validate(path, { fortest, testSegments: [TESTERS] }));
  });

  test('and an action that is validated is not replaced', async () => {
    const path = await lives.tested();
    assertProblem(await call(lives.client, 'PUT', path, { name: 'other' }), 409, 'conflict');
    assertNoContent(await lives.takeBack(path));
    await done(call(lives.client, 'PUT', path, { name: 'other' }));
  });

  test('with 404 of what never was, and with 410 of what was deleted', async () => {
    const path = await lives.tested();
    assertNoContent(await call(lives.client, 'DELETE', path));
    for (const draft of [{ fortest: true, testSegments: [TESTERS] }, { fortest: false }]) {
      assertProblem(await lives.validate(path, draft), 410, 'gone');
      assertProblem(await lives.validate('/actions/ZZZZZZ', draft), 404, 'not-found');
    }
    assertProblem(await lives.takeBack(path), 410, 'gone');
    assertProblem(await lives.takeBack('/actions/ZZZZZZ'), 404, 'not-found');
  });

  test('of another account', async () => {
    const path = await lives.tested();
    const stranger = await lives.server.client({ permissions: KEEPER }, OTHER);
    for (const method of ['POST', 'DELETE'])
      assertProblem(await call(stranger, method, `${path}/validation`, {}), 404, 'not-found');
    assert.equal(await lives.stateOf(path), 38);
    assert.deepEqual(lives.handed.of(OTHER).orders, []);
  });

  test('without a right to change actions', async () => {
    const reader = await lives.server.client({ permissions: ['actions:read'] });
    const path = await lives.tested();
    for (const method of ['POST', 'DELETE'])
      assertProblem(await call(reader, method, `${path}/validation`, {}), 403, 'permission-denied');
  });

  test('with a body that is no JSON, or of another type', async () => {
    const path = await createdAction(lives.client);
    const send = (body: string, type = 'application/json') =>
      lives.client.send({
        method: 'POST',
        path: `${path}/validation`,
        headers: { 'Content-Type': type },
        body,
      });
    assertProblem(await send('{'), 400, 'invalid-body');
    assertProblem(await send('[]'), 400, 'invalid-content');
    assertProblem(await send('{}', 'text/plain'), 415, 'unsupported-type');
    const foreign = await send('{}', 'application/json; charset=utf-16');
    assertProblem(foreign, 415, 'unsupported-type');
    assert.match(foreign.body.toString(), /the charset 'utf-16'/);
    // Nothing is in no charset.
    assert.equal((await send('', 'application/json; charset=utf-16')).status, 409);
  });

  test('when it does not tell whether it has a body', async () => {
    const path = await lives.tested();
    const connection = new RawConnection(lives.server.url);
    await connection.write(
      `POST ${path}/validation HTTP/1.1\r\nHost: x\r\nX-Key: ${lives.client.key}\r\nConnection: close\r\n\r\n`,
    );
    assert.match(await connection.ended(), /^HTTP\/1.1 411 /);
    assert.equal(await lives.stateOf(path), 38);
  });
});

describe('a text message', () => {
  test('is looked at, and refused for want of a channel', async () => {
    const draft = { name: 'text', content: { textContent: 'This is a sms content' } };
    for (const type of ['smsMessage', 'smsCampaign']) {
      const path = await createdAction(lives.client, { ...draft, type });
      assertProblem(await lives.validate(path, { fortest: true }), 400, 'invalid-content');
      const missing = await lives.validate(path, { fortest: true, testSegments: [0] });
      assertProblem(missing, 404, 'unknown-reference');
      const detail = assertSilentConflict(
        await lives.validate(path, { fortest: true, testSegments: [TESTERS] }),
      );
      assert.match(detail, /channel SMS/);
      assert.equal(await lives.stateOf(path), 20);
      assert.deepEqual(lives.ordersFor(path), []);
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
