import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ANNE, BEN, EMAIL, serveExecutions, to } from './support/executions.ts';
import { OTHER } from './support/handed-over.ts';
import type { Body, Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem, assertRefused } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const { handed, server, client, path, send } = await serveExecutions();

let keys = 0;
const newKey = () => `key-${++keys}`;
const named = (key: string) => ({ 'Idempotency-Key': key });
const orders = (account = DEMO) => handed.of(account).orders.length;

function assertSame(reply: Reply, first: Reply): void {
  const wanted = ['content-type', 'cache-control', 'content-length'] as const;
  assert.deepEqual(
    [reply.status, reply.body.toString(), ...wanted.map((name) => reply.headers[name])],
    [first.status, first.body.toString(), ...wanted.map((name) => first.headers[name])],
  );
}

describe('a request with an Idempotency-Key', () => {
  test('is answered as the first of that key was, and sends nothing again', async () => {
    const lost = { recipient: { type: 'id', value: 'ZZZZ' } };
    for (const [url, wish] of [
      [`${path}/execution`, to(ANNE)],
      [`${path}/executions`, [to(ANNE), lost, to(BEN)]],
      [`${path}/executions`, []],
      [`${path}/execution`, lost],
    ] as const) {
      handed.forget();
      const key = named(newKey());
      const first = await send(url, wish, key);
      assert.equal(first.status, 200, first.body.toString());
      const sent = orders();
      for (let again = 0; again < 2; again++) assertSame(await send(url, wish, key), first);
      assert.equal(orders(), sent);
    }
  });

  test('is answered the same after what it was about has changed', async () => {
    const ada = await done(call(client, 'POST', '/targets', { Email: 'ada@example.com' }));
    const wish = { recipient: { type: 'id', value: get(ada, 'id') } };
    const key = named(newKey());
    const first = await send(`${path}/execution`, wish, key);
    assert.equal((await call(client, 'DELETE', `/targets/${get(ada, 'id')}`)).status, 204);
    assertSame(await send(`${path}/execution`, wish, key), first);
    assert.equal(get(JSON.parse(first.body.toString()), 'type'), 'success');
  });

  test('sends once when it comes many times at once, and each is answered', async (t) => {
    const dispatch = handed.of(DEMO);
    const take = dispatch.take.bind(dispatch);
    const gate = Promise.withResolvers<void>();
    t.mock.method(dispatch, 'take', async (...order: Parameters<typeof take>) => {
      await gate.promise;
      await take(...order);
    });
    const key = named(newKey());
    const asked = Array.from({ length: 6 }, () => send(`${path}/execution`, to(ANNE), key));
    // By the time when later requests are answered, these have come.
    for (let later = 0; later < 3; later++) assert.equal((await client.get(path)).status, 200);
    gate.resolve();
    const [first, ...replies] = await Promise.all(asked);
    assert.equal(first?.status, 200);
    for (const reply of replies) assertSame(reply, first);
    assert.equal(orders(), 1);
  });

  test('is refused with another body or another action, and the first stays', async () => {
    const other = await validatedAction(client);
    handed.forget();
    const key = named(newKey());
    const first = await send(`${path}/execution`, to(ANNE), key);
    for (const reply of [
      await send(`${path}/execution`, to(BEN), key),
      await send(`${other}/execution`, to(ANNE), key),
    ])
      assertProblem(reply, 422, 'idempotency-key-reused');
    assertSame(await send(`${path}/execution`, to(ANNE), key), first);
    assert.equal(orders(), 1);
  });

  test('has nothing to do with those of other operations, other accounts, and without a key', async () => {
    const key = named(newKey());
    await done(send(`${path}/execution`, to(ANNE), key));
    await done(send(`${path}/executions`, [to(ANNE)], key));
    await done(send(`${path}/execution`, to(ANNE)));
    assert.equal(orders(), 3);
    const theirs = await server.client({ permissions: KEEPER }, OTHER);
    const made = await done(call(theirs, 'POST', '/targets', { Email: ANNE.unicity }));
    const action = await validatedAction(theirs);
    const before = orders(OTHER);
    const wish = { recipient: { type: 'id', value: get(made, 'id') } };
    const headers = { 'Content-Type': EMAIL, ...key };
    await done(call(theirs, 'POST', `${action}/execution`, wish, headers));
    assert.equal(orders(OTHER), before + 1);
  });

  test('may be mended when it was refused, and keeps its key', async () => {
    const key = named(newKey());
    const url = `${path}/execution`;
    assertProblem(await send(url, { recipient: 7 }, key), 400, 'invalid-content');
    assertProblem(
      await send(url, to(ANNE), { ...key, 'Content-Type': 'text/plain' }),
      415,
      'unsupported-type',
    );
    assertProblem(await send('/actions/ZZZZZZ/execution', to(ANNE), key), 404, 'not-found');
    assert.equal((await send(url, to(ANNE), key)).status, 200);
    assert.equal(orders(), 1);
  });

  test('is known again when it is compressed in another way', async () => {
    const key = named(newKey());
    const text = JSON.stringify(to(ANNE));
    const post = (body: Body, headers: object = {}) =>
      client.send({
        method: 'POST',
        path: `${path}/execution`,
        headers: { 'Content-Type': EMAIL, ...key, ...headers },
        body,
      });
    const first = await post(text);
    assertSame(await post(gzipSync(text), { 'Content-Encoding': 'gzip' }), first);
    assertProblem(await post('no gzip', { 'Content-Encoding': 'gzip' }), 400, 'invalid-body');
    assertProblem(await post('x'.repeat(1_100_000)), 413, 'body-too-large');
    assert.equal(orders(), 1);
  });
});

describe('an Idempotency-Key', () => {
  const url = `${path}/execution`;

  test('is the same with the quotes of a structured field and without', async () => {
    for (const [bare, quoted] of [
      ['8e03978e-40d5-43dd-bc93-6894a57f9324', '"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
      ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
      ['~'.repeat(255), `"${'~'.repeat(255)}"`],
    ] as const) {
      handed.forget();
      const first = await send(url, to(ANNE), named(bare));
      assert.equal(first.status, 200, first.body.toString());
      assertSame(await send(url, to(ANNE), named(quoted)), first);
      assert.equal(orders(), 1);
    }
  });

  test('is refused when it is empty, too long, not printable, or half quoted', async () => {
    for (const key of [
      '',
      '""',
      '~'.repeat(256),
      `"${'~'.repeat(256)}"`,
      'a\tb',
      'é',
      '"a',
      '"a"b',
      '"a\\b"',
    ])
      assertRefused(await send(url, to(ANNE), named(key)), 'Idempotency-Key');
    handed.assertNothing();
  });

  test('is refused when there are two', async () => {
    const reply = await client.send({
      method: 'POST',
      path: url,
      headers: { 'Content-Type': EMAIL, 'Idempotency-Key': ['a', 'b'] },
      body: JSON.stringify(to(ANNE)),
    });
    assertRefused(reply, 'Idempotency-Key');
    handed.assertNothing();
  });
});

describe('an older send with an Idempotency-Key', () => {
  const url = `${path}/targets/${ANNE.id}`;
  const WITH_ID = { Accept: 'application/vnd.mperf.v8.message.id' };

  test('sends once, and is answered as the first was', async () => {
    for (const headers of [{}, WITH_ID]) {
      handed.forget();
      const key = { ...headers, ...named(newKey()) };
      const first = await call(client, 'POST', url, { data: { n: 1 } }, key);
      assertSame(await call(client, 'POST', url, { data: { n: 1 } }, key), first);
      assertProblem(await call(client, 'POST', url, { data: { n: 2 } }, key), 422, 'idempotency-key-reused');
      assert.equal(orders(), 1);
    }
    handed.forget();
    const bare = named(newKey());
    const nothing = await call(client, 'POST', url, undefined, bare);
    assert.equal(nothing.status, 204, nothing.body.toString());
    assertSame(await call(client, 'POST', url, undefined, bare), nothing);
    assert.equal(orders(), 1);
    const key = { 'Content-Type': 'application/vnd.np6.cm.email-v4', ...named(newKey()) };
    handed.forget();
    const first = await call(client, 'POST', `${path}/targets`, [to(ANNE), to(BEN)], key);
    assert.equal(first.status, 200, first.body.toString());
    assertSame(await call(client, 'POST', `${path}/targets`, [to(ANNE), to(BEN)], key), first);
    assert.equal(orders(), 1);
  });

  test('knows a form again whose boundary is another', async () => {
    const key = named(newKey());
    const post = async (content: string) => {
      const form = new FormData();
      form.append('attachments', new Blob([content]), 'x');
      const request = new Request('http://x', { method: 'POST', body: form });
      return client.send({
        method: 'POST',
        path: url,
        headers: { 'Content-Type': String(request.headers.get('content-type')), ...WITH_ID, ...key },
        body: new Uint8Array(await request.arrayBuffer()),
      });
    };
    const first = await post('one');
    assert.equal(first.status, 200, first.body.toString());
    assertSame(await post('one'), first);
    assertProblem(await post('two'), 422, 'idempotency-key-reused');
    assert.equal(orders(), 1);
  });
});
