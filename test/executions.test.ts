import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { formatAccount, parseAccount } from '../src/accounts/account.ts';
import type { Execution } from '../src/actions/dispatch.ts';
import { MemoryDispatch } from '../src/actions/memory/memory-dispatch.ts';
import { addDomain } from '../src/senders/domains.ts';
import { actionFixture, createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { type HttpClient, jsonOf, type Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem, assertSilentConflict } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection } from './support/raw-http.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const OTHER = parseAccount('OTHER/001');
const EMAIL = 'application/vnd.np6.cm.email';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const STAMP = {
  time: 1_614_089_576_625,
  id: '497a760d-e444-484f-b964-125cf548bb9c',
  thread: '4e557e2e-a322-4083-8cda-d0357ed0cb0c',
  set: '6218c222-bd9f-4d43-9cbb-d1adfe7e63bd',
};

const dispatches = new Map([DEMO, OTHER].map((account) => [formatAccount(account), new MemoryDispatch()]));
const dispatchOf = (account: typeof DEMO) => dispatches.get(formatAccount(account)) ?? new MemoryDispatch();

let server: TestServer;
let client: HttpClient;
/** A message in production. */
let path: string;

/** The contacts, with all their names. */
const [ANNE, BEN] = ['anne@example.com', 'ben@example.com'].map((unicity, index) => ({
  type: 'footprint',
  id: `0000000${index + 1}`,
  unicity,
  hash: createHash('md5').update(unicity).digest('hex'),
}));

before(async () => {
  server = await serve({ accounts: [DEMO, OTHER], dispatchOf });
  client = await server.client({ permissions: KEEPER });
  for (const contact of [ANNE, BEN]) {
    const made = await done(call(client, 'POST', '/targets', { Email: contact?.unicity }));
    assert.equal(get(made, 'id'), contact?.id);
  }
  await addDomain(server.catalog.db, DEMO, 'example.com');
  path = await validatedAction(client);
});
after(() => server.close());

beforeEach(() => {
  for (const { orders } of dispatches.values()) orders.splice(0);
});

const send = (url: string, value: unknown, headers: Record<string, string> = {}) =>
  call(client, 'POST', url, value, { 'Content-Type': EMAIL, ...headers });
const execute = (value: unknown, from = path) => send(`${from}/execution`, value);
const executeMany = (value: unknown, from = path) => send(`${from}/executions`, value);
const to = (contact: typeof ANNE) => ({ recipient: { type: 'id', value: contact?.id } });

/** The messages of the only order there is. */
function ordered(): readonly Execution[] {
  const [order, ...others] = dispatchOf(DEMO).orders;
  assert.ok(order?.kind === 'executions');
  assert.deepEqual(others, []);
  assert.equal(`/actions/${order.action}`, path);
  return order.executions;
}

function assertNothingOrdered(): void {
  for (const { orders } of dispatches.values()) assert.deepEqual(orders, []);
}

describe('an execution', () => {
  const names: [string, object][] = [
    ['id', { type: 'id', value: ANNE?.id }],
    ['id in lower case', { type: 'id', value: '1' }],
    ['unicity', { type: 'unicity', value: ['Anne@Example.com'] }],
    ['hash', { type: 'hash', value: ANNE?.hash.toUpperCase() }],
    ['footprint', ANNE ?? {}],
  ];
  for (const [name, recipient] of names) {
    test(`goes to a contact that is named by its ${name}`, async () => {
      const result = await done(execute({ recipient }));
      const id = String(get(result, 'id'));
      assert.match(id, UUID);
      assert.deepEqual(result, { type: 'success', id, recipient: ANNE });
      const [execution] = ordered();
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
          { type: 'cc', recipient: { type: 'unicity', value: [BEN?.unicity] } },
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
    assert.deepEqual(ordered(), [
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
    const [execution] = ordered();
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
    assertNothingOrdered();
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
    assert.equal(dispatchOf(DEMO).orders.length, 2);
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
    const executions = ordered();
    assert.deepEqual(
      executions.map(({ recipient }) => recipient.id),
      [BEN?.id, ANNE?.id, BEN?.id],
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
    assertNothingOrdered();
  });

  test('may be a thousand at most', async () => {
    const thousand = Array.from({ length: 1000 }, () => to(ANNE));
    assert.equal(Object(await done(executeMany(thousand))).length, 1000);
    assert.equal(ordered().length, 1000);
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
    assertNothingOrdered();
  });

  test('are refused as a whole when one is malformed, with its place', async () => {
    const reply = await executeMany([to(ANNE), { recipient: { type: 'unicity', value: 'a@example.com' } }]);
    const { errors = [] } = assertProblem(reply, 400, 'invalid-content');
    assert.ok(
      errors.some(({ pointer }) => pointer === '/1/recipient/value'),
      JSON.stringify(errors),
    );
    assertNothingOrdered();
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
      assertNothingOrdered();
    });
  }

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
    dispatchOf(DEMO).orders.splice(0);
    for (const from of ['/actions/ZZZZZZ', deleted])
      for (const ask of both(from)) assertProblem(await ask(), 404, 'not-found');
    assertNothingOrdered();
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
    dispatchOf(DEMO).orders.splice(0);
    for (const from of [created, testing, taken, copy])
      for (const ask of both(from)) assert.match(assertSilentConflict(await ask()), /state/);
    assertNothingOrdered();
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
    const older = await call(client, 'POST', `${path}/targets/${ANNE?.id}`, { header });
    assert.equal(assertProblem(older, 404, 'unknown-reference').errors?.[0]?.pointer, '/header/mailFrom');
    const bulk = [{ ...to(ANNE), header }];
    const type = { 'Content-Type': 'application/vnd.np6.cm.email-v4' };
    assertProblem(await call(client, 'POST', `${path}/targets`, bulk, type), 404, 'unknown-reference');
    assertNothingOrdered();
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
    dispatchOf(DEMO).orders.splice(0);
    for (const part of [
      { content: { html: 'x' } },
      { subject: 'x' },
      { headers: { from: { label: 'x' } } },
      { headers: { from: { domain: 'example.com' } } },
    ])
      assert.match(assertSilentConflict(await execute({ ...to(ANNE), ...part }, old)), /4\.1/);
    assertNothingOrdered();
    await done(execute({ ...to(ANNE), data: { order: 1 }, content: null }, old));
  });

  test('to contacts and by keys of another account, and without a right', async () => {
    const stranger = await server.client({ permissions: KEEPER }, OTHER);
    const type = { 'Content-Type': EMAIL };
    assertProblem(await call(stranger, 'POST', `${path}/execution`, to(ANNE), type), 404, 'not-found');
    const reader = await server.client({ permissions: ['actions:read', 'contacts:write'] });
    assertProblem(await call(reader, 'POST', `${path}/execution`, to(ANNE), type), 403, 'permission-denied');
    assertNothingOrdered();
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

describe('the older send to one contact', () => {
  const url = (contact = ANNE) => `${path}/targets/${contact?.id}`;
  const WITH_ID = { Accept: 'application/vnd.mperf.v8.message.id' };

  function assertNothingTold(reply: Reply): void {
    assert.deepEqual([reply.status, reply.body.length], [204, 0], reply.body.toString());
  }

  test('needs no body, and answers 204', async () => {
    for (const body of [undefined, {}, null]) {
      assertNothingTold(await call(client, 'POST', url(), body));
      const [execution] = ordered();
      assert.deepEqual(execution, { recipient: ANNE, stamp: execution?.stamp });
      dispatchOf(DEMO).orders.splice(0);
    }
    assertNothingTold(
      await client.send({ method: 'POST', path: `/${url()}`, headers: { 'Content-Length': 0 } }),
    );
  });

  test('takes views, data and copies, and answers the id when it is asked for', async () => {
    const draft = {
      views: {
        subject: 'My new subject',
        html: 'my new HTML',
        text: 'my new text',
        fromLabel: 'My company',
        fromPrefix: 'mycontact',
        replyTo: 'reply@example.com',
      },
      data: { my_key: 'my_value' },
      cc: [BEN?.id],
      bcc: [ANNE?.id],
    };
    assertNothingTold(
      await call(client, 'POST', url(), draft, { Accept: 'application/vnd.mperf.v8.message' }),
    );
    dispatchOf(DEMO).orders.splice(0);
    const id = await done(call(client, 'POST', url(), draft, WITH_ID));
    const [execution] = ordered();
    assert.equal(id, execution?.stamp.id);
    assert.deepEqual(execution, {
      recipient: ANNE,
      stamp: execution?.stamp,
      data: draft.data,
      views: draft.views,
      copies: [
        { type: 'cc', recipient: BEN },
        { type: 'bcc', recipient: ANNE },
      ],
    });
  });

  test('takes a content of the oldest form', async () => {
    const draft = {
      content: { html: '<p>x</p>', text: 'x' },
      header: { subject: 's', mailFrom: 'a@example.com', replyTo: 'b@example.com' },
    };
    assertNothingTold(await call(client, 'POST', url(), draft));
    const [execution] = ordered();
    assert.deepEqual(execution, {
      recipient: ANNE,
      stamp: execution?.stamp,
      views: { subject: 's', fromPrefix: 'a', replyTo: 'b@example.com' },
      content: draft.content,
      domain: 'example.com',
    });
  });

  test('takes files as a form', async () => {
    const form = new FormData();
    form.append('attachments', new Blob([new Uint8Array([0, 255, 10])], { type: 'image/png' }), 'é.png');
    form.append('attachments', new Blob(['x']), 'x');
    form.append('model', new Blob(['{"data":{"a":1}}'], { type: 'application/json' }));
    const reply = await sendForm(form, { Accept: 'application/vnd.mperf.v8.id.v1' });
    const [execution] = ordered();
    assert.deepEqual([reply.status, jsonOf(reply)], [200, execution?.stamp.id]);
    assert.deepEqual(execution, {
      recipient: ANNE,
      stamp: execution?.stamp,
      data: { a: 1 },
      attachments: [
        { name: 'é.png', mime: 'image/png', data: new Uint8Array([0, 255, 10]) },
        { name: 'x', mime: 'application/octet-stream', data: new Uint8Array(Buffer.from('x')) },
      ],
    });
  });

  test('refuses forms that cannot be read', async () => {
    const model = (text: string) => {
      const form = new FormData();
      form.append('model', text);
      return form;
    };
    assertProblem(await sendForm(model("{'data':{}}")), 400, 'invalid-body');
    assertProblem(await sendForm(model('{"data":3}')), 400, 'invalid-content');
    const broken = { 'Content-Type': 'multipart/form-data; boundary=x' };
    const post = { method: 'POST', path: url() };
    assertProblem(await client.send({ ...post, headers: broken, body: 'no form' }), 400, 'invalid-body');
    const files = new FormData();
    for (let count = 0; count < 21; count++) files.append('attachments', new Blob(['x']), 'x');
    assertProblem(await sendForm(files), 400, 'invalid-content');
    const large = new FormData();
    large.append('attachments', new Blob(['x'.repeat(1_100_000)]), 'x');
    assertProblem(await sendForm(large), 413, 'body-too-large');
    assertNothingOrdered();
  });

  async function sendForm(form: FormData, headers: Record<string, string> = {}): Promise<Reply> {
    const request = new Request('http://x', { method: 'POST', body: form });
    return client.send({
      method: 'POST',
      path: url(),
      headers: { 'Content-Type': String(request.headers.get('content-type')), ...headers },
      body: new Uint8Array(await request.arrayBuffer()),
    });
  }

  test('is 404 for contacts and actions that are not there', async () => {
    assertProblem(await call(client, 'POST', `${path}/targets/ZZZZ`), 404, 'not-found');
    assertProblem(await call(client, 'POST', `/actions/ZZZZZZ/targets/${ANNE?.id}`), 404, 'not-found');
    const { errors } = assertProblem(
      await call(client, 'POST', url(), { bcc: [BEN?.id, 'ZZZZ'] }),
      404,
      'unknown-reference',
    );
    assert.equal(errors?.[0]?.pointer, '/bcc/1');
    assertNothingOrdered();
  });

  test('is 409 without a body before production, and for parts of old templates', async () => {
    const created = await createdAction(client);
    assertSilentConflict(await call(client, 'POST', `${created}/targets/${ANNE?.id}`, {}));
    const old = await validatedAction(client, {
      ...SMALLEST_MAIL,
      settings: { templating: { version: 2 } },
    });
    dispatchOf(DEMO).orders.splice(0);
    for (const draft of [{ views: { html: 'x' } }, { content: { html: 'x' } }, { header: { subject: 'x' } }])
      assertSilentConflict(await call(client, 'POST', `${old}/targets/${ANNE?.id}`, draft));
    assertNothingOrdered();
    assertNothingTold(
      await call(client, 'POST', `${old}/targets/${ANNE?.id}`, { data: { a: 1 }, views: {} }),
    );
  });
});

describe('the older send to many contacts', () => {
  const BULK = { 'Content-Type': 'application/vnd.np6.cm.email-v4' };

  test('answers the ids in order', async () => {
    const ids = await done(call(client, 'POST', `${path}/targets`, [to(ANNE), to(BEN)], BULK));
    const executions = ordered();
    assert.deepEqual(
      ids,
      executions.map(({ stamp }) => stamp.id),
    );
    assert.deepEqual(
      executions.map(({ recipient }) => recipient),
      [ANNE, BEN],
    );
  });

  test('sends nothing when a contact is not there, or the type is another', async () => {
    const lost = { recipient: { type: 'id', value: 'ZZZZ' } };
    const reply = await call(client, 'POST', `${path}/targets`, [to(ANNE), lost], BULK);
    const { errors } = assertProblem(reply, 404, 'unknown-reference');
    assert.equal(errors?.[0]?.pointer, '/1/recipient');
    assertProblem(await call(client, 'POST', `${path}/targets`, [to(ANNE)]), 415, 'unsupported-type');
    const created = await createdAction(client);
    assertSilentConflict(await call(client, 'POST', `${created}/targets`, [to(ANNE)], BULK));
    const old = await validatedAction(client, {
      ...SMALLEST_MAIL,
      settings: { templating: { version: 4 } },
    });
    dispatchOf(DEMO).orders.splice(0);
    const own = [to(ANNE), { ...to(BEN), views: { subject: 'x' } }];
    assertSilentConflict(await call(client, 'POST', `${old}/targets`, own, BULK));
    assertNothingOrdered();
  });
});

test('a message that nobody knows is 404, and what is no id is 400', async () => {
  assertProblem(await client.get(`/messages/${STAMP.id}`), 404, 'not-found');
  assertProblem(await client.get('/messages/no-id'), 400, 'invalid-parameter');
});
