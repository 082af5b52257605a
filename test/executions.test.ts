import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { actionFixture, createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { ANNE, BEN, serveExecutions, to } from './support/executions.ts';
import { OTHER } from './support/handed-over.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem, assertSilentConflict } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection } from './support/raw-http.ts';
import { DEMO } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const EMAIL = 'application/vnd.np6.cm.email';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const STAMP = {
  time: 1_614_089_576_625,
  id: '497a760d-e444-484f-b964-125cf548bb9c',
  thread: '4e557e2e-a322-4083-8cda-d0357ed0cb0c',
  set: '6218c222-bd9f-4d43-9cbb-d1adfe7e63bd',
};

/** `path` is a message in production. */
const { handed, server, client, path } = await serveExecutions({ maxBodyBytes: 41_943_040 });

const send = (url: string, value: unknown, headers: Record<string, string> = {}) =>
  call(client, 'POST', url, value, { 'Content-Type': EMAIL, ...headers });
const execute = (value: unknown, from = path) => send(`${from}/execution`, value);
const executeMany = (value: unknown, from = path) => send(`${from}/executions`, value);

describe('an execution', () => {
  const names: [string, object][] = [
    ['id', { type: 'id', value: ANNE.id }],
    ['id in lower case', { type: 'id', value: '1' }],
    ['unicity', { type: 'unicity', value: ['Anne@Example.com'] }],
    ['hash', { type: 'hash', value: ANNE.hash.toUpperCase() }],
    ['footprint', ANNE],
  ];
  for (const [name, recipient] of names) {
    test(`goes to a contact that is named by its ${name}`, async () => {
      const result = await done(execute({ recipient }));
      const id = String(get(result, 'id'));
      assert.match(id, UUID);
      assert.deepEqual(result, { type: 'success', id, recipient: ANNE });
      const [execution] = handed.executionsOf(path);
      assert.deepEqual(execution, { recipient: ANNE, stamp: execution?.stamp });
      assert.equal(execution?.stamp.id, id);
      assert.match(String(execution?.stamp.thread), UUID);
      assert.notEqual(execution?.stamp.thread, id);
      assert.ok(Math.abs(Date.now() - Number(execution?.stamp.time)) < 60_000);
    });
  }

  test('hands over all that is said in place of the action', async () => {
    const result = await done(
      execute({
        ...to(ANNE),
        related: { type: 'id', value: 'x' },
        copies: [
          { type: 'cc', recipient: { type: 'unicity', value: [BEN.unicity] } },
          { type: 'bcc', recipient: ANNE },
        ],
        headers: {
          from: { label: 'Shop', prefix: 'shop', domain: 'Example.com' },
          reply: 'help@example.com',
        },
        subject: 'Hello {{ data.name }}',
        attachments: [
          { name: 'a.txt', mime: 'text/plain', data: { value: Buffer.from('é').toString('base64') } },
          { name: 'b.bin', mime: 'application/octet-stream', data: 'AP8' },
        ],
        content: { html: '<p>as it is {{', text: 'as it is' },
        data: { name: 'Anne', lines: [1] },
        blocks: [],
        variables: [{ name: 'shop', value: 'Lyon' }, { season: 'summer' }],
        stamp: STAMP,
        urgent: true,
        important: false,
        unknown: 'ignored',
      }),
    );
    assert.deepEqual(result, { type: 'success', id: STAMP.id, recipient: ANNE });
    assert.deepEqual(handed.executionsOf(path), [
      {
        recipient: ANNE,
        stamp: STAMP,
        data: { name: 'Anne', lines: [1] },
        variables: { shop: 'Lyon', season: 'summer' },
        views: {
          subject: 'Hello {{ data.name }}',
          fromLabel: 'Shop',
          fromPrefix: 'shop',
          replyTo: 'help@example.com',
        },
        content: { html: '<p>as it is {{', text: 'as it is' },
        domain: 'example.com',
        copies: [
          { type: 'cc', recipient: BEN },
          { type: 'bcc', recipient: ANNE },
        ],
        attachments: [
          { name: 'a.txt', mime: 'text/plain', data: new Uint8Array(Buffer.from('é')) },
          { name: 'b.bin', mime: 'application/octet-stream', data: new Uint8Array([0, 255]) },
        ],
        urgent: true,
        important: false,
      },
    ]);
  });

  test('passes over what is null or empty', async () => {
    await done(
      execute({
        ...to(ANNE),
        copies: null,
        headers: { from: null, reply: '' },
        subject: '',
        content: { html: null },
        data: null,
        stamp: null,
        urgent: null,
      }),
    );
    const [execution] = handed.executionsOf(path);
    assert.deepEqual(execution, { recipient: ANNE, stamp: execution?.stamp });
  });

  test('of a contact that is not there is a result too, and hands nothing over', async () => {
    for (const recipient of [
      { type: 'unicity', value: ['b@example.com'] },
      { type: 'id', value: 'no id' },
      { type: 'footprint', id: '000ZZZZZ', unicity: 'x' },
    ])
      assert.deepEqual(await done(execute({ recipient })), {
        type: 'error',
        value: { type: 'recipient not found', recipient },
      });
    const lost = { type: 'id', value: 'ZZZZ' };
    assert.deepEqual(await done(execute({ ...to(ANNE), copies: [{ type: 'cc', recipient: lost }] })), {
      type: 'error',
      value: { type: 'recipient not found', recipient: lost },
    });
    handed.assertNothing();
  });

  test('is answered in the shape that the reference shows', async () => {
    const one = await done(execute(to(ANNE)));
    assert.deepEqual(shapeOf(one), shapeOf(actionFixture('actions-id-execution.post.response')));
    const many = await done(executeMany([to(ANNE), to(BEN)]));
    const shown = Object.values(actionFixture('actions-id-executions.post.response'));
    assert.deepEqual(Object.values(Object(many)).map(shapeOf), shown.map(shapeOf));
  });

  test('may be asked for as often as wanted', async () => {
    const results = [await done(execute(to(ANNE))), await done(execute(to(ANNE)))];
    assert.equal(new Set(results.map((result) => get(result, 'id'))).size, 2);
    assert.equal(handed.of(DEMO).orders.length, 2);
  });
});

/** The names of all members, and the type of what they hold. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

describe('several executions', () => {
  test('are answered in their order, handed over as one order, and fail one by one', async () => {
    const lost = { type: 'unicity', value: ['b@example.com'] };
    const results = await done(executeMany([to(BEN), { recipient: lost }, to(ANNE), to(BEN)]));
    const executions = handed.executionsOf(path);
    assert.deepEqual(
      executions.map(({ recipient }) => recipient.id),
      [BEN.id, ANNE.id, BEN.id],
    );
    assert.deepEqual(results, [
      { type: 'success', id: executions[0]?.stamp.id, recipient: BEN },
      { type: 'error', value: { type: 'recipient not found', recipient: lost } },
      { type: 'success', id: executions[1]?.stamp.id, recipient: ANNE },
      { type: 'success', id: executions[2]?.stamp.id, recipient: BEN },
    ]);
  });

  test('may be none', async () => {
    assert.deepEqual(await done(executeMany([])), []);
    handed.assertNothing();
  });

  test('may be a thousand at most', async () => {
    const thousand = Array.from({ length: 1000 }, () => to(ANNE));
    assert.equal(Object(await done(executeMany(thousand))).length, 1000);
    assert.equal(handed.executionsOf(path).length, 1000);
    assertProblem(await executeMany([...thousand, to(ANNE)]), 400, 'invalid-content');
  });

  test('of which two have one id are refused', async () => {
    const stamp = { id: STAMP.id };
    const reply = await executeMany([
      { ...to(ANNE), stamp },
      { ...to(BEN), stamp },
    ]);
    const { errors } = assertProblem(reply, 400, 'invalid-content');
    assert.equal(errors?.[0]?.pointer, '/1/stamp/id');
    handed.assertNothing();
  });

  test('are refused as a whole when one is malformed, with its place', async () => {
    const reply = await executeMany([to(ANNE), { recipient: { type: 'unicity', value: 'a@example.com' } }]);
    const { errors = [] } = assertProblem(reply, 400, 'invalid-content');
    assert.ok(
      errors.some(({ pointer }) => pointer === '/1/recipient/value'),
      JSON.stringify(errors),
    );
    handed.assertNothing();
  });
});

describe('a malformed execution is refused', () => {
  const flaws: [string, object][] = [
    ['/recipient', { recipient: { type: 'segment', value: 1 } }],
    ['/recipient', { recipient: 'a@example.com' }],
    ['/recipient/value', { recipient: { type: 'unicity', value: 'a@example.com' } }],
    ['/recipient/value', { recipient: { type: 'unicity', value: [] } }],
    ['/headers/from', { headers: { from: 'a@example.com' } }],
    ['/headers/from/prefix', { headers: { from: { prefix: 'two words' } } }],
    ['/headers/from/domain', { headers: { from: { domain: 'a b' } } }],
    ['/headers/reply', { headers: { reply: 'nobody' } }],
    ['/subject', { subject: '\ud800' }],
    ['/subject', { subject: 'x'.repeat(1001) }],
    ['/content/html', { content: { html: 'a\0' } }],
    ['/data', { data: [] }],
    ['/blocks', { blocks: [{}] }],
    ['/stamp/id', { stamp: { id: 'x' } }],
    ['/stamp/time', { stamp: { time: -1 } }],
    ['/urgent', { urgent: 'yes' }],
    ['/attachments/0/data', { attachments: [{ name: 'a', mime: 'text/plain', data: 'é' }] }],
    ['/attachments/0/mime', { attachments: [{ name: 'a', mime: 'text', data: '' }] }],
    ['/attachments/0/mime', { attachments: [{ name: 'a', mime: 'message/rfc822', data: '' }] }],
    ['/attachments/0/name', { attachments: [{ name: 'a\r\nb', mime: 'text/plain', data: '' }] }],
    ['/copies/0/type', { copies: [{ type: 'to', recipient: ANNE }] }],
  ];
  for (const [pointer, part] of flaws) {
    test(`at ${pointer} with ${JSON.stringify(part).slice(0, 60)}`, async () => {
      const { errors = [] } = assertProblem(await execute({ ...to(ANNE), ...part }), 400, 'invalid-content');
      assert.ok(
        errors.some((error) => error.pointer?.startsWith(pointer)),
        JSON.stringify(errors),
      );
      handed.assertNothing();
    });
  }

  for (const evil of ['a\r\nBcc: all@example.com', 'a\nb', 'a\rb', 'a\0b', 'a\u2028b', '{{ data.x }}\n']) {
    test(`with ${JSON.stringify(evil)} in a header`, async () => {
      for (const [pointer, part] of [
        ['/subject', { subject: evil }],
        ['/headers/from/label', { headers: { from: { label: evil } } }],
        ['/headers/from/prefix', { headers: { from: { prefix: evil } } }],
        ['/headers/from/domain', { headers: { from: { domain: `a${evil}.com` } } }],
        ['/headers/reply', { headers: { reply: evil } }],
        ['/attachments/0/name', { attachments: [{ name: evil, mime: 'text/plain', data: '' }] }],
        ['/attachments/0/mime', { attachments: [{ name: 'a', mime: `text/${evil}`, data: '' }] }],
      ] as const) {
        const { errors } = assertProblem(await execute({ ...to(ANNE), ...part }), 400, 'invalid-content');
        assert.ok(
          errors?.some((error) => error.pointer?.startsWith(pointer)),
          JSON.stringify(errors),
        );
      }
      handed.assertNothing();
    });
  }

  test('with more than a server would take, in one file or in all', async () => {
    const file = (bytes: number) => ({
      name: 'a',
      mime: 'text/plain',
      data: Buffer.alloc(bytes).toString('base64'),
    });
    for (const [pointer, attachments] of [
      ['/attachments/0', [file(10_485_761)]],
      ['/attachments', [file(8_000_000), file(8_000_000)]],
    ] as const) {
      const { errors } = assertProblem(await execute({ ...to(ANNE), attachments }), 400, 'invalid-content');
      assert.ok(
        errors?.some((error) => error.pointer?.startsWith(pointer)),
        JSON.stringify(errors),
      );
    }
    const html = 'x'.repeat(1_048_577);
    assertProblem(await execute({ ...to(ANNE), content: { html } }), 400, 'invalid-content');
    handed.assertNothing();
  });

  for (const body of [{}, null, [], 'text'])
    test(`as ${JSON.stringify(body)}`, async () => {
      assertProblem(await execute(body), 400, 'invalid-content');
    });
});

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

test('a message that nobody knows is 404, and what is no id is 400', async () => {
  assertProblem(await client.get(`/messages/${STAMP.id}`), 404, 'not-found');
  assertProblem(await client.get('/messages/no-id'), 400, 'invalid-parameter');
});
