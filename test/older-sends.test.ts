import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { ANNE, BEN, serveExecutions, to } from './support/executions.ts';
import { jsonOf, type Reply } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { assertProblem, assertSilentConflict } from './support/problems.ts';
import { validatedAction } from './support/validated-action.ts';

const { handed, client, path } = await serveExecutions();

describe('the older send to one contact', () => {
  const url = (contact = ANNE) => `${path}/targets/${contact?.id}`;
  const WITH_ID = { Accept: 'application/vnd.mperf.v8.message.id' };

  function assertNothingTold(reply: Reply): void {
    assert.deepEqual([reply.status, reply.body.length], [204, 0], reply.body.toString());
  }

  test('needs no body, and answers 204', async () => {
    for (const body of [undefined, {}, null]) {
      assertNothingTold(await call(client, 'POST', url(), body));
      const [execution] = handed.executionsOf(path);
      assert.deepEqual(execution, { recipient: ANNE, stamp: execution?.stamp });
      handed.forget();
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
      cc: [BEN.id],
      bcc: [ANNE.id],
    };
    assertNothingTold(
      await call(client, 'POST', url(), draft, { Accept: 'application/vnd.mperf.v8.message' }),
    );
    handed.forget();
    const id = await done(call(client, 'POST', url(), draft, WITH_ID));
    const [execution] = handed.executionsOf(path);
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
    const [execution] = handed.executionsOf(path);
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
    const [execution] = handed.executionsOf(path);
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
    handed.assertNothing();
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

  test('refuses what would be another header, and addresses that are none', async () => {
    for (const [pointer, draft] of [
      ['/views/subject', { views: { subject: 'a\r\nBcc: all@example.com' } }],
      ['/views/fromLabel', { views: { fromLabel: 'a\nb' } }],
      ['/views/fromPrefix', { views: { fromPrefix: 'two words' } }],
      ['/views/replyTo', { views: { replyTo: 'nobody' } }],
      ['/views/html', { views: { html: 'a\0' } }],
      ['/header/subject', { header: { subject: 'a\nb' } }],
      ['/header/mailFrom', { header: { mailFrom: 'a@example.com\r\n' } }],
      ['/header/replyTo', { header: { replyTo: 'a@example.com\nBcc: b' } }],
    ] as const) {
      const { errors } = assertProblem(await call(client, 'POST', url(), draft), 400, 'invalid-content');
      assert.equal(errors?.[0]?.pointer, pointer);
    }
    const { errors } = assertProblem(
      await call(client, 'POST', `${path}/targets`, [to(ANNE), { ...to(BEN), views: { subject: '\n' } }], {
        'Content-Type': 'application/vnd.np6.cm.email-v4',
      }),
      400,
      'invalid-content',
    );
    assert.equal(errors?.[0]?.pointer, '/1/views/subject');
    handed.assertNothing();
  });

  test('is 404 for contacts and actions that are not there', async () => {
    assertProblem(await call(client, 'POST', `${path}/targets/ZZZZ`), 404, 'not-found');
    assertProblem(await call(client, 'POST', `/actions/ZZZZZZ/targets/${ANNE.id}`), 404, 'not-found');
    const { errors } = assertProblem(
      await call(client, 'POST', url(), { bcc: [BEN.id, 'ZZZZ'] }),
      404,
      'unknown-reference',
    );
    assert.equal(errors?.[0]?.pointer, '/bcc/1');
    handed.assertNothing();
  });

  test('is 409 without a body before production, and for parts of old templates', async () => {
    const created = await createdAction(client);
    assertSilentConflict(await call(client, 'POST', `${created}/targets/${ANNE.id}`, {}));
    const old = await validatedAction(client, {
      ...SMALLEST_MAIL,
      settings: { templating: { version: 2 } },
    });
    handed.forget();
    for (const draft of [{ views: { html: 'x' } }, { content: { html: 'x' } }, { header: { subject: 'x' } }])
      assertSilentConflict(await call(client, 'POST', `${old}/targets/${ANNE.id}`, draft));
    handed.assertNothing();
    assertNothingTold(await call(client, 'POST', `${old}/targets/${ANNE.id}`, { data: { a: 1 }, views: {} }));
  });
});

describe('the older send to many contacts', () => {
  const BULK = { 'Content-Type': 'application/vnd.np6.cm.email-v4' };

  test('answers the ids in order', async () => {
    const ids = await done(call(client, 'POST', `${path}/targets`, [to(ANNE), to(BEN)], BULK));
    const executions = handed.executionsOf(path);
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
    handed.forget();
    const own = [to(ANNE), { ...to(BEN), views: { subject: 'x' } }];
    assertSilentConflict(await call(client, 'POST', `${old}/targets`, own, BULK));
    handed.assertNothing();
  });
});
