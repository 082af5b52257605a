import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { actionFixture } from './support/action-fixtures.ts';
import { ANNE, BEN, serveExecutions, to } from './support/executions.ts';
import { done } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const STAMP = {
  time: 1_614_089_576_625,
  id: '497a760d-e444-484f-b964-125cf548bb9c',
  thread: '4e557e2e-a322-4083-8cda-d0357ed0cb0c',
  set: '6218c222-bd9f-4d43-9cbb-d1adfe7e63bd',
};

const { handed, client, path, execute, executeMany } = await serveExecutions();

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

test('a message that nobody knows is 404, and what is no id is 400', async () => {
  assertProblem(await client.get(`/messages/${STAMP.id}`), 404, 'not-found');
  assertProblem(await client.get('/messages/no-id'), 400, 'invalid-parameter');
});
