import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { ANNE, BEN, EMAIL, serveExecutions, to } from './support/executions.ts';
import { OTHER } from './support/handed-over.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem, assertSilentConflict } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection } from './support/raw-http.ts';
import { validatedAction } from './support/validated-action.ts';

const { handed, server, client, path, send, execute, executeMany } = await serveExecutions();

describe('an execution is refused', () => {
  const both = (from: string) => [() => execute(to(ANNE), from), () => executeMany([to(ANNE)], from)];

  test('with another type of body', async () => {
    for (const type of ['application/json', 'text/plain', '', 'application/vnd.np6.cm.sms'])
      for (const [url, body] of [
        ['execution', to(ANNE)],
        ['executions', [to(ANNE)]],
      ] as const)
        assertProblem(await send(`${path}/${url}`, body, { 'Content-Type': type }), 415, 'unsupported-type');
    await done(send(`${path}/execution`, to(ANNE), { 'Content-Type': `${EMAIL}; charset=utf-8` }));
  });

  test('with 404 of what never was, and of what was deleted', async () => {
    const deleted = await validatedAction(client);
    await call(client, 'DELETE', deleted);
    handed.forget();
    for (const from of ['/actions/ZZZZZZ', deleted])
      for (const ask of both(from)) assertProblem(await ask(), 404, 'not-found');
    handed.assertNothing();
  });

  test('in any state but 50, with 409 and no body', async () => {
    const created = await createdAction(client);
    const testing = await createdAction(client);
    await call(client, 'POST', `${testing}/validation`, {
      fortest: true,
      mediaForTest: 'proofs@example.com',
    });
    const taken = await validatedAction(client);
    await call(client, 'DELETE', `${taken}/validation`, {});
    const copy = `/actions/${get(await done(call(client, 'POST', `${path}/duplication`)), 'id')}`;
    handed.forget();
    for (const from of [created, testing, taken, copy])
      for (const ask of both(from)) assert.match(assertSilentConflict(await ask()), /state/);
    handed.assertNothing();
  });

  test('from a domain that the account may not send from', async () => {
    const headers = { from: { domain: 'other.example' } };
    const { errors } = assertProblem(
      await executeMany([to(ANNE), { ...to(BEN), headers }]),
      404,
      'unknown-reference',
    );
    assert.equal(errors?.[0]?.pointer, '/1/headers/from/domain');
    const header = { mailFrom: 'a@other.example' };
    const older = await call(client, 'POST', `${path}/targets/${ANNE.id}`, { header });
    assert.equal(assertProblem(older, 404, 'unknown-reference').errors?.[0]?.pointer, '/header/mailFrom');
    const bulk = [{ ...to(ANNE), header }];
    const type = { 'Content-Type': 'application/vnd.np6.cm.email-v4' };
    assertProblem(await call(client, 'POST', `${path}/targets`, bulk, type), 404, 'unknown-reference');
    handed.assertNothing();
  });

  test('of a campaign', async () => {
    const campaign = await createdAction(client, { ...SMALLEST_MAIL, type: 'mailCampaign' });
    for (const ask of both(campaign)) assert.match(assertSilentConflict(await ask()), /campaign/);
  });

  test('of a text message, for want of a channel', async () => {
    const sms = await createdAction(client, { type: 'smsMessage', name: 's', content: { textContent: 't' } });
    const type = { 'Content-Type': 'application/vnd.np6.cm.sms' };
    assert.match(assertSilentConflict(await send(`${sms}/execution`, to(ANNE), type)), /channel SMS/);
    assertProblem(await send(`${sms}/execution`, to(ANNE)), 415, 'unsupported-type');
  });

  test('when it replaces parts of templates before version 4.1', async () => {
    const old = await validatedAction(client, {
      ...SMALLEST_MAIL,
      settings: { templating: { version: '4' } },
    });
    handed.forget();
    for (const part of [
      { content: { html: 'x' } },
      { subject: 'x' },
      { headers: { from: { label: 'x' } } },
      { headers: { from: { domain: 'example.com' } } },
    ])
      assert.match(assertSilentConflict(await execute({ ...to(ANNE), ...part }, old)), /4\.1/);
    handed.assertNothing();
    await done(execute({ ...to(ANNE), data: { order: 1 }, content: null }, old));
  });

  test('to contacts and by keys of another account, and without a right', async () => {
    const stranger = await server.client({ permissions: KEEPER }, OTHER);
    const type = { 'Content-Type': EMAIL };
    assertProblem(await call(stranger, 'POST', `${path}/execution`, to(ANNE), type), 404, 'not-found');
    const reader = await server.client({ permissions: ['actions:read', 'contacts:write'] });
    assertProblem(await call(reader, 'POST', `${path}/execution`, to(ANNE), type), 403, 'permission-denied');
    handed.assertNothing();
  });

  test('when it does not tell whether it has a body', async () => {
    for (const url of ['execution', 'executions']) {
      const connection = new RawConnection(server.url);
      await connection.write(
        `POST ${path}/${url} HTTP/1.1\r\nHost: x\r\nX-Key: ${client.key}\r\nContent-Type: ${EMAIL}\r\nConnection: close\r\n\r\n`,
      );
      assert.match(await connection.ended(), /^HTTP\/1.1 411 /);
    }
  });
});
