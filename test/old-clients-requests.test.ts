import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import type { HttpClient, Reply } from './support/http-client.ts';
import { jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

/** How shipped clients write requests to contacts and actions, and what they can read; for feeds see tolerances. */

let server: TestServer;
let client: HttpClient;
let target: string;
let action: string;

before(async () => {
  server = await serve();
  client = await server.client({ permissions: KEEPER });
  target = String(get(await done(call(client, 'POST', '/targets', { Email: 'a+b@example.com' })), 'id'));
  await done(call(client, 'POST', '/segments', { type: 'static', name: 'first' }));
  await done(call(client, 'PUT', '/segments/1/targets', [target]));
  await done(call(client, 'POST', '/valueLists', { name: 'civility', values: [{ index: 1, value: 'Mr' }] }));
  assert.equal((await call(client, 'POST', `/targets/${target}/redlist/mail`, {})).status, 204);
  action = await validatedAction(client, {
    ...SMALLEST_MAIL,
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
  });
});
after(() => server.close());

/** What old programs read: lists, and one of each kind. */
const read = () => [
  '/fields',
  '/fields/1',
  '/targets',
  `/targets/${target}`,
  '/targets/count',
  '/targets/bounces',
  '/targets/redlist/mail',
  `/targets/${target}/segments`,
  '/segments',
  '/segments/1',
  '/segments/1/targets',
  '/valueLists',
  '/valueLists/1',
  '/categories',
  '/categories/1',
  '/actions',
  action,
  `${action}/statistics`,
  `${action}/feedbacks/bounces`,
  `${action}/recipients/count`,
  '/actions/archives',
];

test('a path is the same with a slash at its end, with two at its beginning, and in another case', async () => {
  for (const path of read()) {
    const expected = jsonOf(await client.get(path));
    for (const spelled of [`${path}/`, `/${path}`, `/${path}/`, path.toUpperCase(), path.toLowerCase()])
      assert.deepEqual(await done(client.get(spelled)), expected, spelled);
  }
});

test('an id that is a number may begin with zeros', async () => {
  for (const kind of ['fields', 'segments', 'V1/segments', 'valuelists', 'categories'])
    assert.deepEqual(await done(client.get(`/${kind}/0001`)), await done(client.get(`/${kind}/1`)), kind);
  assert.deepEqual(await done(client.get('/segments/01/targets')), [target]);
});

test('an answer comes in one piece with its length, and its status in words', async () => {
  for (const path of read()) {
    const connection = new RawConnection(server.url);
    await connection.write(requestText('GET', path, { 'x-kEY': String(client.key) }));
    const [head = '', body = ''] = (await connection.ended()).split('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/, path);
    assert.match(head, new RegExp(`^content-length: ${body.length}$`, 'im'), path);
    assert.doesNotMatch(head, /transfer-encoding/i, path);
    assert.equal(connection.pieces.length, 1, path);
  }
});

test('GET and DELETE may announce JSON without any, and DELETE may have some', async () => {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': 0 };
  for (const path of read()) assert.equal((await client.get(path, headers)).status, 200, path);
  const made = async (path: string, draft: object) =>
    `${path}/${get(await done(call(client, 'POST', path, draft)), 'id')}`;
  for (const [path, draft] of [
    ['/fields', { type: 'date', name: 'Gone' }],
    ['/segments', { type: 'static', name: 'gone' }],
    ['/targets', { Email: 'gone@example.com' }],
    ['/categories', { name: 'gone' }],
    ['/actions', SMALLEST_MAIL],
  ] as const) {
    const empty = await client.send({ method: 'DELETE', path: await made(path, draft), headers });
    assert.deepEqual([empty.status, empty.body.length], [204, 0], path);
    const full = await call(client, 'DELETE', await made(path, draft), {});
    assert.deepEqual([full.status, full.body.length], [204, 0], path);
  }
});

describe('a POST that has nothing to say', () => {
  const bodies: [string, Record<string, string | number>, string | undefined][] = [
    ['has no body', { 'Content-Length': 0 }, undefined],
    ['announces JSON and has none', { 'Content-Type': 'application/json', 'Content-Length': 0 }, undefined],
    ['has {}', { 'Content-Type': 'application/json' }, '{}'],
    ['has null', { 'Content-Type': 'application/json' }, 'null'],
  ];
  for (const [what, headers, body] of bodies) {
    test(`${what}: sending, putting into a segment, copying and validating`, async () => {
      const post = (path: string) =>
        client.send({ method: 'POST', path, headers, ...(body !== undefined && { body }) });
      const segment = get(
        await done(call(client, 'POST', '/segments', { type: 'static', name: what })),
        'id',
      );
      const tested = await createdAction(client, { ...SMALLEST_MAIL, content: { text: 'x', subject: 'x' } });
      const proofs = { fortest: true, mediaForTest: 'proofs@example.com' };
      assert.equal((await call(client, 'POST', `${tested}/validation`, proofs)).status, 204);
      const statuses = [];
      for (const path of [
        `${action}/targets/${target}`,
        `/targets/${target}/segments/${segment}`,
        `${action}/duplication`,
        `${tested}/validation`,
      ])
        statuses.push((await post(path)).status);
      assert.deepEqual(statuses, [204, 204, 200, 204]);
    });
  }
});

test('whatever was wrong, the answer is empty or JSON', async () => {
  const replies: Reply[] = [
    await client.get('/targets?unicity=nobody@example.com'),
    await client.get('/targets/ZZZZ'),
    await client.get('/actions/ZZZZZZ'),
    await call(client, 'POST', '/targets', { FirstName: 'x' }),
    await call(client, 'POST', '/targets', { Email: 'a+b@example.com' }),
    await call(client, 'POST', '/targets', { fields: { Email: 'x@example.com' } }),
    await call(client, 'POST', '/segments', { type: 'static', name: 'first' }),
    await call(client, 'POST', `/targets/${target}/segments/1`),
    await call(client, 'POST', `${action}/validation`, { fortest: false }),
    await call(client, 'POST', `${action}/execution`, {}),
    await call(client, 'PUT', `${action}`, { name: 'x' }),
    await server.stranger().get('/targets'),
    await (await server.client({ permissions: ['events:read'] })).get('/targets'),
  ];
  assert.deepEqual(
    replies.map(({ status }) => status),
    [404, 404, 404, 400, 409, 400, 409, 409, 409, 415, 409, 401, 403],
  );
  for (const { body } of replies) if (body.length > 0) assert.doesNotThrow(() => JSON.parse(body.toString()));
  assert.equal(replies[0]?.body.length, 0);
  assert.match(String(replies[3]?.body), /target cannot be identified - unicity is null/);
});

test('bounds are ISO dates with an offset, encoded or not, or milliseconds', async () => {
  const [past, future] = [Date.now() - 3_600_000, Date.now() + 3_600_000];
  const iso = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');
  for (const write of [iso, (time: number) => encodeURIComponent(iso(time)), String]) {
    for (const [path, start, end] of [
      ['/actions', 'creation_start', 'creation_end'],
      ['/targets/redlist/mail', 'startDate', 'endDate'],
    ] as const) {
      const length = async (from: number, to: number) =>
        Object(await done(client.get(`${path}?${start}=${write(from)}&${end}=${write(to)}`))).length;
      assert.ok((await length(past, future)) > 0, path);
      assert.equal(await length(future, future + 1000), 0, path);
    }
  }
});

test('nothing of all this was an unforeseen failure', () => {
  assert.deepEqual(server.errors, []);
});
