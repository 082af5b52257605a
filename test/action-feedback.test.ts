import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventWith, FOOTPRINT } from './fixtures/variants/envelope.ts';
import { createdAction } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const DAY = Date.UTC(2026, 2, 3, 9);

let server: TestServer;
let client: HttpClient;
let path: string;

before(async () => {
  server = await serve();
  client = await server.client({ permissions: KEEPER });
  path = await createdAction(client);
  await done(call(client, 'POST', '/events', happenings(path.split('/').pop() ?? '')));
});
after(() => server.close());

/** What happened to three messages of an action, the newest first. */
function happenings(id: string): object[] {
  const activation = (n: number) => ({
    id,
    kind: 'message',
    receiver: { ...FOOTPRINT, id: `000R4M0${n}`, unicity: `n${n}@example.com` },
    stamp: { time: DAY, id: stampOf(n), thread: stampOf(100 + n) },
    recipient: `n${n}@example.com`,
  });
  const web = { type: 'web', ip: { type: 'v4', value: '192.0.2.1' } };
  const robot = { ...web, classification: { type: 'mpp' } };
  const bounce = (verdict: string, subject: object, enhanced: string) => ({
    status: {
      type: 'async',
      code: { enhanced },
      diagnostic: `${enhanced} "no", he said`,
      mta: 'mx.example.com',
    },
    analysis: { verdict, subject },
  });
  const hit = (link: object, client: object) => ({ activation: activation(1), link, client });
  const click = {
    type: 'redirection',
    label: '=cmd()',
    source: 'html',
    destination: 'https://shop.example/a,b',
  };
  const told: [string, object][] = [
    ['activation', { activation: activation(1) }],
    ['activation', { activation: activation(2) }],
    ['activation', { activation: activation(3) }],
    ['bounce', { activation: activation(2), bounce: bounce('hard', { type: 'address' }, '5.1.1') }],
    ['bounce', { activation: activation(3), bounce: bounce('soft', { type: 'mailbox' }, '4.2.2') }],
    ['hit', hit({ type: 'open' }, web)],
    ['hit', hit({ type: 'open' }, robot)],
    ['hit', hit(click, web)],
    ['hit', hit({ type: 'unsubscribe', label: 'bye' }, web)],
    ['complaint', { activation: activation(1), complaint: { type: 'abuse', reporter: 'example.com' } }],
    ['hit', hit(click, robot)],
  ];
  return told
    .map(([type, detail], index) => ({
      ...eventWith(type, 'email', { ...detail }),
      id: stampOf(200 + index),
      timestamp: DAY + index * 1000,
    }))
    .reverse();
}

function stampOf(n: number): string {
  return `0a3f1c5e-98f4-4c55-8a8e-${n.toString(16).padStart(12, '0')}`;
}

/** The lines of an export, without the heading. */
async function linesOf(list: string): Promise<string[]> {
  const answer = await client.get(`${path}/export/${list}`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
  assert.match(String(answer.headers['content-disposition']), /^attachment; filename="\w+-[\w-]+\.csv"$/);
  const [heading = '', ...lines] = answer.body.toString().trimEnd().split('\r\n');
  assert.match(heading, /^date,message,target,unicity,hash,address/);
  return lines;
}

const line = (second: number, n: number, ...rest: string[]) =>
  [
    new Date(DAY + second * 1000).toISOString(),
    stampOf(n),
    `000R4M0${n}`,
    `n${n}@example.com`,
    FOOTPRINT.hash,
    `n${n}@example.com`,
    ...rest,
  ].join(',');

describe('what became of the messages of an action', () => {
  test('is listed as the oldest programs read it', async () => {
    assert.deepEqual(await done(client.get(`${path}/feedbacks/bounces`)), [
      { target: '000R4M02', timestamp: '2026-03-03T09:00:03Z', bounceType: 52 },
      { target: '000R4M03', timestamp: '2026-03-03T09:00:04Z', bounceType: 4 },
    ]);
    assert.deepEqual(await done(client.get(`${path}/recipients/count`)), { recipientsCount: 3 });
  });

  test('is told in numbers', async () => {
    const statistics = await done(client.get(`${path}/statistics`));
    assert.deepEqual(get(statistics, 'dispatch', 'sent'), 3);
    assert.deepEqual(get(statistics, 'feedback', 'opening'), { total: 1, opener: { total: 1 } });
    assert.deepEqual(get(statistics, 'feedback', 'click', 'links'), [
      { label: '=cmd()', people: 1, robots: 1 },
    ]);
    assert.deepEqual(get(statistics, 'feedback', 'robots'), { opening: 1, click: 1 });
    assert.deepEqual(get(statistics, 'feedback', 'bounce'), { soft: 1, hard: 1, spam: 0 });
    assert.deepEqual(get(statistics, 'feedback', 'redlist', 'unsubscribe'), { total: 1, form: 1, list: 0 });
  });

  test('is exported as tables, by time, without the hits of robots', async () => {
    assert.deepEqual(
      await linesOf('recipients'),
      [1, 2, 3].map((n) => line(n - 1, n, 'message')),
    );
    assert.deepEqual(await linesOf('feedback/bounces'), [
      line(3, 2, 'hard', 'address', '', '5.1.1', '"5.1.1 ""no"", he said"', 'mx.example.com'),
      line(4, 3, 'soft', 'mailbox', '', '4.2.2', '"4.2.2 ""no"", he said"', 'mx.example.com'),
    ]);
    assert.deepEqual(await linesOf('feedback/complaints'), [line(9, 1, 'abuse', 'example.com')]);
    assert.deepEqual(await linesOf('feedback/unsubscribes'), [line(8, 1, 'bye')]);
    assert.deepEqual(await linesOf('tracking/clicks'), [
      line(7, 1, "'=cmd()", 'html', '"https://shop.example/a,b"'),
    ]);
    assert.deepEqual(await linesOf('tracking/opens'), [line(5, 1)]);
  });

  test('is streamed when it is long', async () => {
    const many = 4000;
    const own = await createdAction(client);
    const id = own.split('/').pop();
    const activation = happenings(String(id)).find((event) => get(event, 'type') === 'activation');
    const events = Array.from({ length: many }, (_, n) => ({ ...activation, id: stampOf(1000 + n) }));
    for (let at = 0; at < many; at += 500)
      await done(call(client, 'POST', '/events', events.slice(at, at + 500)));
    const answer = await client.get(`${own}/export/recipients`);
    assert.equal(answer.headers['transfer-encoding'], 'chunked');
    assert.equal(answer.body.toString().trimEnd().split('\r\n').length, many + 1);
  });

  test('is nothing of an action that was never sent, and unknown of one that never was', async () => {
    const other = await createdAction(client);
    assert.deepEqual(await done(client.get(`${other}/feedbacks/bounces`)), []);
    assert.deepEqual(await done(client.get(`${other}/recipients/count`)), { recipientsCount: 0 });
    const empty = await client.get(`${other}/export/tracking/opens`);
    assert.equal(empty.body.toString(), 'date,message,target,unicity,hash,address\r\n');
    for (const list of ['feedbacks/bounces', 'recipients/count', 'export/recipients']) {
      assertProblem(await client.get(`/actions/0ZZZZZ/${list}`), 404, 'not-found');
    }
  });
});

test('a message is told of from the moment in which its request was answered', async () => {
  const target = await done(call(client, 'POST', '/targets', { Email: 'ada@example.com' }));
  const action = await validatedAction(client);
  const body = JSON.stringify({
    recipient: { type: 'id', value: get(target, 'id') },
    data: { order: 'A-1' },
  });
  const headers = { 'Content-Type': 'application/vnd.np6.cm.email' };
  const sent = await done(client.send({ method: 'POST', path: `${action}/execution`, headers, body }));
  const id = String(get(sent, 'id'));
  const asked = jsonOf(await client.get(`/messages/${id.toUpperCase()}`));
  assert.deepEqual(
    ['type', 'media', 'id', 'actionId', 'target'].map((member) => get(asked, member)),
    ['message', 'mail', id, action.split('/').pop(), get(target, 'id')],
  );
  assert.equal(get(asked, 'events', '0', 'type'), 'requested');
  const told = await eventually(
    () => done(client.get(`/messages/${id}`)),
    (message) => get(message, 'events', '1') !== undefined,
  );
  const { date, ...received } = Object(get(told, 'events', '1'));
  assert.deepEqual(received, { type: 'received', origin: 'smtp', recipient: 'ada@example.com' });
  assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
