import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonOf } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const TELLING = { Accept: 'application/vnd.np6.cm.v1+json' };

const { client } = await serveKeeper();

let people = 0;

type Someone = { id: string; email: string };

async function some(number: number): Promise<Someone[]> {
  const made = [];
  for (let n = 0; n < number; n++) {
    const email = `noah${++people}@example.com`;
    made.push({
      id: String(get(await done(call(client, 'POST', '/targets', { Email: email })), 'id')),
      email,
    });
  }
  return made;
}

const exists = async ({ id }: Someone) => (await client.get(`/targets/${id}`)).status === 200;
const told = (people: readonly Someone[]) => people.map(({ id, email }) => ({ id, unicity: [email] }));

describe('many contacts are deleted', () => {
  const forms: [string, (people: Someone[]) => object][] = [
    ['unicity, nested', (people) => ({ type: 'unicity', value: people.map(({ email }) => [email]) })],
    [
      'unicity, flat',
      (people) => ({ type: 'unicity', value: people.map(({ email }) => email.toUpperCase()) }),
    ],
    ['id, nested', (people) => ({ type: 'id', value: people.map(({ id }) => [id]) })],
    ['id, nested once', (people) => ({ type: 'id', value: [people.map(({ id }) => id)] })],
    ['id, flat', (people) => ({ type: 'id', value: people.map(({ id }) => id.toLowerCase()) })],
  ];
  for (const [form, body] of forms) {
    test(`by ${form}`, async () => {
      const [kept, ...gone] = await some(3);
      assert.ok(kept);
      const reply = await call(client, 'DELETE', '/targets', body(gone), TELLING);
      assert.equal(reply.status, 200, reply.body.toString());
      assert.deepEqual(jsonOf(reply), told(gone));
      assert.deepEqual(await Promise.all([kept, ...gone].map(exists)), [true, false, false]);
    });
  }

  for (const form of ['one', 'text', 'many']) {
    test(`by segment, as ${form}`, async () => {
      const draft = { type: 'static', name: `deleted by ${form}` };
      const segment = Number(get(await done(call(client, 'POST', '/segments', draft)), 'id'));
      const [kept, ...gone] = await some(4);
      assert.ok(kept);
      const ids = gone.map(({ id }) => id);
      assert.equal(await done(call(client, 'PUT', `/segments/${segment}/targets`, ids)), 3);
      const value = form === 'one' ? segment : form === 'text' ? String(segment) : [segment];
      const reply = await call(client, 'DELETE', '/targets', { type: 'segment', value }, TELLING);
      assert.deepEqual(jsonOf(reply), told(gone));
      assert.equal(await exists(kept), true);
      assert.equal(get(await done(call(client, 'GET', `/segments/${segment}`)), 'targetsCount'), 0);
    });
  }

  test('and nothing is told to a client that does not ask for it', async () => {
    const [one] = await some(1);
    assert.ok(one);
    const reply = await call(client, 'DELETE', '/targets', { type: 'id', value: one.id });
    assert.deepEqual([reply.status, reply.body.length], [204, 0]);
    assert.equal(await exists(one), false);
  });

  test('and names of nobody, and names that come twice, are passed over', async () => {
    const [one] = await some(1);
    assert.ok(one);
    const value = ['0ZZZZZZZ', one.id, one.id, 'nobody at all'];
    const reply = await call(client, 'DELETE', '/targets', { type: 'id', value }, TELLING);
    assert.deepEqual(jsonOf(reply), told([one]));
  });

  test('also more of them than one commit takes', async () => {
    const draft = { type: 'static', name: 'large' };
    const segment = Number(get(await done(call(client, 'POST', '/segments', draft)), 'id'));
    const gone = await some(1050);
    for (let from = 0; from < gone.length; from += 50) {
      const ids = gone.slice(from, from + 50).map(({ id }) => id);
      await done(call(client, 'PUT', `/segments/${segment}/targets`, ids));
    }
    const reply = await call(client, 'DELETE', '/targets', { type: 'segment', value: segment }, TELLING);
    assert.deepEqual(jsonOf(reply), told(gone));
  });
});

describe('it is refused', () => {
  const wrong: [string, unknown][] = [
    ['without a body', undefined],
    ['without a value', { type: 'segment' }],
    ['without a type', { value: ['0'] }],
    ['by something else', { type: 'name', value: ['Claire'] }],
    ['with an empty list', { type: 'id', value: [] }],
    ['with a list of empty lists', { type: 'id', value: [[]] }],
    ['with a segment that is no number', { type: 'segment', value: 'XXXXXX' }],
    ['with an object for a name', { type: 'id', value: [{}] }],
  ];
  for (const [what, body] of wrong) {
    test(what, async () => {
      assertProblem(await call(client, 'DELETE', '/targets', body), 400, 'invalid-content');
    });
  }

  test('when there is nobody', async () => {
    assertProblem(
      await call(client, 'DELETE', '/targets', { type: 'id', value: '0ZZZZZZZ' }),
      404,
      'not-found',
    );
    const unicity = { type: 'unicity', value: ['nobody@example.com'] };
    assertProblem(await call(client, 'DELETE', '/targets', unicity), 404, 'not-found');
    assertProblem(await call(client, 'DELETE', '/targets', { type: 'segment', value: 99 }), 404, 'not-found');
    const empty = await done(call(client, 'POST', '/segments', { type: 'static', name: 'empty' }));
    const segment = { type: 'segment', value: get(empty, 'id') };
    assertProblem(await call(client, 'DELETE', '/targets', segment), 404, 'not-found');
  });
});
