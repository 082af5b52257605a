import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { MemoryDispatch } from '../src/actions/memory/memory-dispatch.ts';
import { addDomain } from '../src/senders/domains.ts';
import { readToken } from '../src/tracking/link-token.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { actionFixture, createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import type { HttpClient } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

const dispatch = new MemoryDispatch();
let server: TestServer;
let client: HttpClient;
let path: string;

before(async () => {
  server = await serve({
    dispatchOf: () => dispatch,
    settings: { trackingUrl: 'https://t.example.com' },
  });
  client = await server.client({ permissions: KEEPER });
  const anne = { Email: 'anne@example.com', FirstName: '<Anne>' };
  for (const values of [anne, { Email: 'ben@example.com', FirstName: 'Ben' }])
    await done(call(client, 'POST', '/targets', values));
  await addDomain(server.catalog.db, DEMO, 'example.com');
  path = await createdAction(client, {
    ...SMALLEST_MAIL,
    settings: { culture: 'fr-FR', importance: true },
    content: {
      headers: { from: { prefix: 'shop', domain: 'example.com', label: 'Shop {{ variables.city }}' } },
      subject: 'Order {{ data.order }}',
      html: '<p>{{ contact.FirstName }} {{ 1234.5 | number: 2 }}</p>',
    },
  });
});
after(() => server.close());

const ANNE = { type: 'id', value: '00000001' };
const BEN = { type: 'unicity', value: ['ben@example.com'] };
const ASKED = { recipient: ANNE, data: { order: 7 }, variables: [{ name: 'city', value: 'Lyon' }] };

const render = (value: unknown, from = path) => call(client, 'POST', `${from}/render`, value, EMAIL);
const renderMany = (value: unknown) => call(client, 'POST', `${path}/renders`, value, EMAIL);

describe('a preview', () => {
  test('shows the message of a contact, in every member of the reference, and sends nothing', async () => {
    const result = await done(render(ASKED));
    assert.deepEqual(result, {
      type: 'success',
      recipient: 'anne@example.com',
      sender: {
        bounce: 'bounces@bounces.example.com',
        label: 'Shop Lyon',
        reply: '',
        value: 'shop@example.com',
      },
      subject: 'Order 7',
      html: '<p>&lt;Anne&gt; 1\u202f234,50</p>',
      text: get(result, 'text'),
      amp: '',
      headers: { Importance: 'high', 'X-Priority': '1 (Highest)' },
    });
    assert.match(String(get(result, 'text')), /^<Anne>/);
    const shown = actionFixture('actions-id-render.post.response');
    assert.deepEqual(Object.keys(Object(result)).toSorted(), Object.keys(shown).toSorted());
    assert.deepEqual(
      Object.keys(Object(get(result, 'sender'))).toSorted(),
      Object.keys(Object(shown.sender)).toSorted(),
    );
    assert.deepEqual(dispatch.orders, []);
    assert.deepEqual(await done(call(client, 'GET', `${path}/events`)), []);
  });

  test('takes templates and contents in place of those of the action', async () => {
    const other = {
      ...ASKED,
      recipient: undefined,
      receiver: BEN,
      subject: 'Hi {{ contact.FirstName }}',
      headers: { from: { label: 'L', prefix: 'p', domain: 'other.example' }, reply: 'r@example.com' },
    };
    const views = await done(
      render({ ...other, views: { html: '<b>{{ contact.FirstName }}</b>', text: 'T' } }),
    );
    assert.deepEqual(
      [get(views, 'subject'), get(views, 'html'), get(views, 'text'), get(views, 'recipient')],
      ['Hi Ben', '<b>Ben</b>', 'T', 'ben@example.com'],
    );
    const { label, reply, value } = Object(get(views, 'sender'));
    assert.deepEqual([label, reply, value], ['L', 'r@example.com', 'p@other.example']);
    const own = await done(render({ ...other, content: { text: 'as {{ it is' } }));
    assert.deepEqual([get(own, 'html'), get(own, 'text')], ['', 'as {{ it is']);
  });

  test('tells what cannot be rendered, and where', async () => {
    const result = await done(render({ ...ASKED, data: {} }));
    assert.equal(get(result, 'type'), 'error');
    assert.equal(get(result, 'value', 'type'), 'render');
    assert.match(String(get(result, 'value', 'message')), /^subject, line 1, column 10/);
    const syntax = await done(render({ ...ASKED, views: { html: '{% if %}' } }));
    assert.match(String(get(syntax, 'value', 'message')), /^html/);
  });

  test('is made one by one, in order, for several contacts', async () => {
    const lost = { type: 'hash', value: createHash('md5').update('nobody').digest('hex') };
    const results = await done(renderMany([{ ...ASKED, recipient: BEN }, { recipient: lost }, ASKED]));
    assert.deepEqual(
      Object(results).map((result: unknown) => get(result, 'recipient') ?? get(result, 'value')),
      ['ben@example.com', { type: 'recipient not found', recipient: lost }, 'anne@example.com'],
    );
    assert.deepEqual(await done(renderMany([])), []);
  });

  test('of a contact without an address says so', async () => {
    const field = get(await done(call(client, 'POST', '/fields', { type: 'email', name: 'Work' })), 'id');
    const own = await createdAction(client, { ...SMALLEST_MAIL, settings: { field } });
    const result = await done(render(ASKED, own));
    assert.equal(get(result, 'value', 'type'), 'empty address');
  });

  test('is refused with another type, for nobody, for too many, and for what is not there', async () => {
    assertProblem(await call(client, 'POST', `${path}/render`, ASKED), 415, 'unsupported-type');
    const sms = { 'Content-Type': 'application/vnd.np6.cm.sms' };
    assertProblem(await call(client, 'POST', `${path}/renders`, [ASKED], sms), 415, 'unsupported-type');
    assertProblem(await render({}), 400, 'invalid-content');
    const { errors } = assertProblem(await renderMany([ASKED, { data: {} }]), 400, 'invalid-content');
    assert.equal(errors?.[0]?.pointer, '/1');
    assertProblem(await renderMany(Array.from({ length: 51 }, () => ASKED)), 400, 'invalid-content');
    assertProblem(await render(ASKED, '/actions/ZZZZZZ'), 404, 'not-found');
    const text = await createdAction(client, {
      type: 'smsMessage',
      name: 's',
      content: { textContent: 't' },
    });
    assertProblem(await call(client, 'POST', `${text}/render`, ASKED, sms), 409, 'conflict');
    const reader = await server.client({ permissions: ['actions:read'] });
    assertProblem(await call(reader, 'POST', `${path}/render`, ASKED, EMAIL), 403, 'permission-denied');
  });
});

describe('tracked links', () => {
  const links = (value: unknown, from = path) => call(client, 'POST', `${from}/render/links`, value);

  test('are asked for and given as the reference shows, one for each wish', async () => {
    const shown = actionFixture('actions-id-render-links.post.request');
    const value = { type: 'literal', value: 'https://example.com' };
    const wishes = [
      { type: 'redirection', destination: value },
      { type: 'redirection', destination: 'https://example.com/{{ data.page }}/{{ contact.FirstName }}' },
      { type: 'mirror', label: 'See' },
      { type: 'unsubscribe' },
      { type: 'form', destination: '000F0R' },
      { type: 'open' },
    ];
    const draft = { ...shown, receiver: ANNE, data: { page: 'a b' }, links: wishes };
    const answer = await done(links(draft));
    assert.deepEqual(Object.keys(Object(answer)), ['type', 'links']);
    assert.equal(get(answer, 'type'), 'success');
    const made = get(answer, 'links');
    assert.ok(Array.isArray(made));
    const keys = new SigningKeyRing(server.catalog);
    const read = await Promise.all(
      made.map((address) => readToken(String(address).replace('https://t.example.com/t/', ''), keys)),
    );
    const source = 'html';
    assert.deepEqual(
      read.map((each) => each?.link),
      [
        { type: 'redirection', source, destination: 'https://example.com' },
        { type: 'redirection', source, destination: 'https://example.com/a%20b/%3CAnne%3E' },
        { type: 'mirror', source, label: 'See' },
        { type: 'unsubscribe', source },
        { type: 'form', source, form: '000F0R' },
        { type: 'open' },
      ],
    );
    for (const each of read) {
      assert.deepEqual(each?.stamp, shown.stamp);
      assert.deepEqual([each?.of, each?.contact, each?.account], ['message', ANNE.value, DEMO]);
    }
  });

  test('are refused for readers and actions that are not there, and when they are malformed', async () => {
    const draft = { receiver: ANNE, links: [] };
    const lost = { ...draft, receiver: { type: 'id', value: 'ZZZZ' } };
    const { errors } = assertProblem(await links(lost), 404, 'unknown-reference');
    assert.equal(errors?.[0]?.pointer, '/receiver');
    assertProblem(await links(draft, '/actions/ZZZZZZ'), 404, 'not-found');
    for (const flaw of [
      { receiver: undefined },
      { links: {} },
      { links: [{}] },
      { links: [{ type: 'unknown' }] },
      { links: [{ type: 'redirection' }] },
      { links: [{ type: 'redirection', destination: 'javascript:alert(1)' }] },
      { links: [{ type: 'redirection', destination: 'https://a@b.example' }] },
      { links: [{ type: 'redirection', destination: '{{ data.missing }}' }] },
      { links: [{ type: 'redirection', destination: `https://example.com/${'é'.repeat(2000)}` }] },
      { links: [{ type: 'form', destination: 'no id' }] },
      { context: { display: 3 } },
      { stamp: { id: 'x' } },
    ])
      assertProblem(await links({ ...draft, ...flaw }), 400, 'invalid-content');
  });
});
