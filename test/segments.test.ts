import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';

const BY_UNICITY = { Accept: 'application/vnd.mperf.v8.unicity' };

const { client } = await serveKeeper();

let names = 0;
const fresh = () => `segment ${++names}`;
const create = (draft: object) => done(call(client, 'POST', '/segments', draft));
const read = (id: unknown) => done(call(client, 'GET', `/segments/${id}`));

async function emptySegment(draft: object = {}): Promise<number> {
  return Number(get(await create({ type: 'static', name: fresh(), ...draft }), 'id'));
}

let people = 0;

async function some(number: number): Promise<{ id: string; email: string }[]> {
  const emails = Array.from({ length: number }, () => `zoe${++people}@example.com`);
  return Promise.all(
    emails.map(async (email) => ({
      id: String(get(await done(call(client, 'POST', '/targets', { Email: email })), 'id')),
      email,
    })),
  );
}

describe('a segment', () => {
  test('is created with all that is said of it, and shown so, with the description when it is alone', async () => {
    const draft = {
      type: 'static',
      name: 'Test segment',
      description: 'a description',
      isTest: true,
      expiration: '2036-08-08T12:11:00Z',
    };
    const made = await create(draft);
    const creation = String(get(made, 'creation'));
    assert.match(creation, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(made, { ...draft, id: get(made, 'id'), creation, targetsCount: 0 });
    assert.deepEqual(await read(get(made, 'id')), made);
    const { description: _, ...listed } = Object(made);
    const list: unknown[] = Object(await done(call(client, 'GET', '/segments')));
    assert.deepEqual(
      list.find((segment) => get(segment, 'id') === get(made, 'id')),
      listed,
    );
  });

  test('expires a year after its creation unless something else is said', async () => {
    for (const expiration of [undefined, null]) {
      const made = await create({ type: 'static', name: fresh(), expiration });
      const [creation, end] = [get(made, 'creation'), get(made, 'expiration')].map(
        (text) => new Date(String(text)),
      );
      assert.ok(creation && end);
      assert.equal(end.getUTCFullYear(), creation.getUTCFullYear() + 1);
      assert.equal(get(made, 'isTest'), false);
      assert.equal(get(made, 'description'), null);
    }
    const day = await create({ type: 'static', name: fresh(), expiration: '2030-01-01' });
    assert.equal(get(day, 'expiration'), '2030-01-01T00:00:00Z');
  });

  test('keeps on a change what the change does not say', async () => {
    const made = await create({ type: 'static', name: fresh(), description: 'old', isTest: true });
    const path = `/segments/${get(made, 'id')}`;
    const draft = { type: 'static', id: 999, name: fresh(), expiration: '2025-03-01T11:00:00Z' };
    const changed = await done(call(client, 'PUT', path, draft));
    const { name, expiration } = draft;
    assert.deepEqual(changed, { ...Object(made), name, expiration });
    assert.deepEqual(await done(call(client, 'PUT', path, { description: null })), {
      ...Object(changed),
      description: null,
    });
    assert.deepEqual(await done(call(client, 'PUT', path, {})), { ...Object(changed), description: null });
  });

  test('is also at /V1/segments, with doubled slashes', async () => {
    const made = await done(call(client, 'POST', '//V1/segments/', { type: 'static', name: fresh() }));
    const id = get(made, 'id');
    assert.deepEqual(await done(call(client, 'GET', `/V1/segments/0${id}`)), made);
    assert.deepEqual(await done(call(client, 'PUT', `/v1/Segments/${id}/`, {})), made);
    assert.deepEqual(
      await done(call(client, 'GET', '/V1/segments')),
      await done(call(client, 'GET', '/segments')),
    );
    assert.equal((await call(client, 'DELETE', `/V1/segments/${id}`)).status, 204);
  });

  test('is gone when it was deleted, its contacts are not, and its id does not come back', async () => {
    const id = await emptySegment();
    const [one] = await some(1);
    await done(call(client, 'PUT', `/segments/${id}/targets`, [one?.id]));
    assert.equal((await call(client, 'DELETE', `/segments/${id}`)).status, 204);
    for (const method of ['GET', 'DELETE'])
      assertProblem(await call(client, method, `/segments/${id}`), 404, 'not-found');
    assert.deepEqual(await done(call(client, 'GET', `/targets/${one?.id}/segments`)), []);
    assert.ok((await emptySegment()) > id);
  });
});

describe('its contacts', () => {
  test('are added by id, in any case, and counted once', async () => {
    const id = await emptySegment();
    const people = await some(3);
    const ids = people.map((each) => each.id);
    const path = `/segments/${id}/targets`;
    assert.equal(await done(call(client, 'PUT', path, ids.slice(0, 2))), 2);
    const again = [...ids.map((each) => each.toLowerCase()), ids[0], '0ZZZZZZZ', 'nobody at all'];
    assert.equal(await done(call(client, 'PUT', path, again)), 1);
    assert.deepEqual(await done(call(client, 'GET', path)), ids);
    assert.equal(get(await read(id), 'targetsCount'), 3);
    assert.equal(await done(call(client, 'PUT', path, [])), 0);
  });

  test('are added by unicity when the Accept type says so', async () => {
    const id = await emptySegment();
    const people = await some(2);
    const emails = [...people.map(({ email }) => email.toUpperCase()), 'nobody@example.com'];
    const path = `/segments/${id}/targets`;
    assert.equal(await done(call(client, 'PUT', path, emails)), 0);
    assert.equal(await done(call(client, 'PUT', path, emails, BY_UNICITY)), 2);
    assert.deepEqual(
      await done(call(client, 'GET', path)),
      people.map((each) => each.id),
    );
  });

  test('are fifty at a time', async () => {
    const id = await emptySegment();
    const ids = (await some(51)).map((each) => each.id);
    const path = `/segments/${id}/targets`;
    assertProblem(await call(client, 'PUT', path, ids), 400, 'invalid-content');
    assert.equal(get(await read(id), 'targetsCount'), 0);
    assert.equal(await done(call(client, 'PUT', path, ids.slice(0, 50))), 50);
  });

  test('are taken out all at once, and stay contacts', async () => {
    const id = await emptySegment();
    const [one] = await some(1);
    const path = `/segments/${id}/targets`;
    await done(call(client, 'PUT', path, [one?.id]));
    for (let time = 0; time < 2; time++) {
      const reply = await call(client, 'DELETE', path);
      assert.deepEqual([reply.status, reply.body.length], [204, 0]);
      assert.deepEqual(await done(call(client, 'GET', path)), []);
    }
    assert.equal((await client.get(`/targets/${one?.id}`)).status, 200);
    assert.equal(get(await read(id), 'targetsCount'), 0);
  });

  test('join and leave one by one', async () => {
    const id = await emptySegment();
    const [one] = await some(1);
    const path = `/targets/${one?.id}/segments/${id}`;
    for (const body of [undefined, {}]) {
      const reply = await call(client, 'POST', path, body);
      assert.deepEqual([reply.status, reply.body.length], [204, 0]);
      assertProblem(await call(client, 'POST', path, body), 409, 'already-exists');
      const [segment] = Object(await done(call(client, 'GET', `/targets/${one?.id}/segments`)));
      assert.deepEqual([get(segment, 'id'), get(segment, 'targetsCount')], [id, 1]);
      assert.equal((await call(client, 'DELETE', path)).status, 204);
      assertProblem(await call(client, 'DELETE', path), 404, 'not-found');
    }
    const alias = await client.send({
      method: 'POST',
      path: `/V1/segments/${id}/targets/${one?.id}`,
      headers: { 'Content-Type': 'application/json' },
      body: 'null',
    });
    assert.deepEqual([alias.status, alias.body.toString()], [200, '{"success":true}']);
    assert.equal(get(await read(id), 'targetsCount'), 1);
  });

  test('leave every segment when they are deleted', async () => {
    const id = await emptySegment();
    const [one] = await some(1);
    await done(call(client, 'PUT', `/segments/${id}/targets`, [one?.id]));
    await call(client, 'DELETE', `/targets/${one?.id}`);
    assert.deepEqual(await done(call(client, 'GET', `/segments/${id}/targets`)), []);
    assert.equal(get(await read(id), 'targetsCount'), 0);
  });
});

describe('a dynamic segment', () => {
  test('is kept and shown with its parent and its search', async () => {
    const parentId = await emptySegment();
    const made = await create({ type: 'dynamic', name: fresh(), parentId, searchId: 12 });
    assert.deepEqual([get(made, 'parentId'), get(made, 'searchId')], [parentId, 12]);
    assert.equal(get(made, 'targetsCount'), 0);
    const path = `/segments/${get(made, 'id')}`;
    assert.deepEqual(await done(call(client, 'PUT', path, { type: 'dynamic' })), made);
    assert.equal(get(await done(call(client, 'PUT', path, { parentId: null })), 'parentId'), undefined);
  });

  test('cannot be filled or emptied by hand', async () => {
    const id = Number(get(await create({ type: 'dynamic', name: fresh() }), 'id'));
    const [one] = await some(1);
    for (const [method, path, body] of [
      ['PUT', `/segments/${id}/targets`, [one?.id]],
      ['DELETE', `/segments/${id}/targets`, undefined],
      ['POST', `/segments/${id}/targets/${one?.id}`, undefined],
      ['POST', `/targets/${one?.id}/segments/${id}`, undefined],
      ['DELETE', `/targets/${one?.id}/segments/${id}`, undefined],
    ] as const)
      assertProblem(await call(client, method, path, body), 409, 'conflict');
    assert.deepEqual(await done(call(client, 'GET', `/segments/${id}/targets`)), []);
  });

  test('keeps its parent from being deleted, and cannot be a part of itself', async () => {
    const parent = await emptySegment();
    const child = Number(get(await create({ type: 'dynamic', name: fresh(), parentId: parent }), 'id'));
    const { detail } = assertProblem(await call(client, 'DELETE', `/segments/${parent}`), 409, 'conflict');
    assert.ok(detail.includes(`segment ${names}`), detail);
    assertProblem(
      await call(client, 'PUT', `/segments/${child}`, { parentId: child }),
      400,
      'invalid-content',
    );
    const grandchild = await create({ type: 'dynamic', name: fresh(), parentId: child });
    const loop = { parentId: get(grandchild, 'id') };
    assertProblem(await call(client, 'PUT', `/segments/${child}`, loop), 400, 'invalid-content');
    await call(client, 'DELETE', `/segments/${get(grandchild, 'id')}`);
    await call(client, 'DELETE', `/segments/${child}`);
    assert.equal((await call(client, 'DELETE', `/segments/${parent}`)).status, 204);
  });
});

test('a segment is not deleted while an action that is still to be sent names it', async () => {
  for (const part of ['selected', 'excluded']) {
    const id = await emptySegment();
    const segments = { selected: [], excluded: [], [part]: [id] };
    const draft = {
      type: 'mailCampaign',
      name: `campaign ${part}`,
      content: {
        headers: { from: { prefix: 'shop', domain: 'defaultdomain', label: 'Shop' }, reply: null },
        subject: 'News',
        html: '<p>News</p>',
        text: 'News',
      },
      scheduler: { type: 'asap', segments, speed: 0 },
    };
    const action = await done(call(client, 'POST', '/actions', draft));
    const { detail } = assertProblem(await call(client, 'DELETE', `/segments/${id}`), 409, 'conflict');
    assert.ok(detail.includes(draft.name), detail);
    assert.equal((await call(client, 'DELETE', `/actions/${get(action, 'id')}`)).status, 204);
    assert.equal((await call(client, 'DELETE', `/segments/${id}`)).status, 204);
  }
});

describe('it is refused', () => {
  const wrong: [string, object][] = [
    ['without a type', { name: 'x' }],
    ['with a type that does not exist', { type: 'split', name: 'x' }],
    ['without a name', { type: 'static' }],
    ['with an expiration that is no date', { type: 'static', name: 'x', expiration: 'soon' }],
    [
      'with an expiration that cannot be written',
      { type: 'static', name: 'x', expiration: 8_640_000_000_000_000 },
    ],
    ['with isTest that is no boolean', { type: 'static', name: 'x', isTest: 'yes' }],
  ];
  for (const [what, draft] of wrong) {
    test(what, async () => {
      assertProblem(await call(client, 'POST', '/segments', draft), 400, 'invalid-content');
    });
  }

  test('when its name is taken, whatever the case', async () => {
    const id = await emptySegment({ name: 'Taken' });
    const draft = { type: 'static', name: 'taken' };
    assertProblem(await call(client, 'POST', '/segments', draft), 409, 'already-exists');
    const other = await emptySegment();
    assertProblem(await call(client, 'PUT', `/segments/${other}`, draft), 409, 'already-exists');
    await done(call(client, 'PUT', `/segments/${id}`, draft));
  });

  test('when it would change its type', async () => {
    const id = await emptySegment();
    assertProblem(await call(client, 'PUT', `/segments/${id}`, { type: 'dynamic' }), 409, 'conflict');
  });

  test('when its parent does not exist', async () => {
    const draft = { type: 'dynamic', name: fresh(), parentId: 9999 };
    assertProblem(await call(client, 'POST', '/segments', draft), 404, 'unknown-reference');
  });

  test('when it, or the contact, does not exist', async () => {
    const [one] = await some(1);
    const id = await emptySegment();
    for (const [method, path, body] of [
      ['GET', '/segments/9999', undefined],
      ['PUT', '/segments/9999', {}],
      ['DELETE', '/segments/9999', undefined],
      ['GET', '/segments/9999/targets', undefined],
      ['PUT', '/segments/9999/targets', []],
      ['DELETE', '/segments/9999/targets', undefined],
      ['POST', `/targets/${one?.id}/segments/9999`, undefined],
      ['DELETE', `/targets/${one?.id}/segments/9999`, undefined],
      ['POST', `/targets/0ZZZZZZZ/segments/${id}`, undefined],
      ['DELETE', `/targets/0ZZZZZZZ/segments/${id}`, undefined],
      ['GET', '/targets/0ZZZZZZZ/segments', undefined],
    ] as const)
      assertProblem(await call(client, method, path, body), 404, 'not-found');
  });

  test('when what stands in its place is no id', async () => {
    const [one] = await some(1);
    for (const id of ['informations', '1.5', '-1', '2147483648', '4 1']) {
      const place = encodeURIComponent(id);
      for (const [method, path, body] of [
        ['GET', `/segments/${place}`, undefined],
        ['GET', `/V1/segments/${place}`, undefined],
        ['PUT', `/segments/${place}`, {}],
        ['DELETE', `/segments/${place}`, undefined],
        ['GET', `/segments/${place}/targets`, undefined],
        ['PUT', `/segments/${place}/targets`, []],
        ['DELETE', `/segments/${place}/targets`, undefined],
        ['POST', `/segments/${place}/targets/${one?.id}`, undefined],
        ['POST', `/targets/${one?.id}/segments/${place}`, undefined],
        ['DELETE', `/targets/${one?.id}/segments/${place}`, undefined],
      ] as const) {
        const answer = await call(client, method, path, body);
        assertProblem(answer, 404, 'not-found');
        assert.match(answer.body.toString(), new RegExp(`no segment '${id.replace('.', '\\.')}'`), path);
      }
    }
  });

  test('with contacts that are no array of names', async () => {
    const path = `/segments/${await emptySegment()}/targets`;
    for (const body of [undefined, {}, 'x', [{}], [null]])
      assertProblem(await call(client, 'PUT', path, body), 400, 'invalid-content');
  });
});
