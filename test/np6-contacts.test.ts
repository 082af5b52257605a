import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { jsonOf } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection, requestText } from './support/raw-http.ts';

/** The payloads of the reference, and the requests that shipped clients send, in their order. */

const { server, client } = await serveKeeper();

function payload(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/contacts/${name}.json`, import.meta.url), 'utf8'));
}

let people = 0;

async function someone(): Promise<string> {
  const made = await done(call(client, 'POST', '/targets', { Email: `marie${++people}@example.com` }));
  return String(get(made, 'id'));
}

/** The kind of each member, at every depth: what a program that reads the payload relies on. */
function shapeOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  if (Array.isArray(value)) return value.map(shapeOf);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, shapeOf(member)] as const)
      .toSorted(),
  );
}

describe('payloads of the reference', () => {
  test('segments', async () => {
    const request = payload('segments.post.request');
    const expected = payload('segments.post.response');
    const made = await done(call(client, 'POST', '/segments', request));
    assert.deepEqual(shapeOf(made), shapeOf(expected));
    assert.deepEqual({ ...Object(made), ...Object(request) }, made);
    const year = (name: string) => Number(String(get(made, name)).slice(0, 4));
    assert.equal(year('expiration'), year('creation') + 1);

    const change = payload('segments-id.put.request');
    const changed = await done(call(client, 'PUT', `/segments/${get(made, 'id')}`, change));
    assert.deepEqual(changed, { ...Object(made), ...Object(change), id: get(made, 'id') });

    const parents = new Map<unknown, unknown>();
    for (const segment of Object(payload('segments'))) {
      const parentId = parents.get(get(segment, 'parentId'));
      const stored = await done(call(client, 'POST', '/segments', { ...segment, parentId }));
      parents.set(get(segment, 'id'), get(stored, 'id'));
      const { description: _, ...listed } = Object(stored);
      assert.deepEqual(shapeOf(listed), shapeOf(segment));
      assert.deepEqual(
        [get(stored, 'name'), get(stored, 'type'), get(stored, 'isTest'), get(stored, 'expiration')],
        [get(segment, 'name'), get(segment, 'type'), get(segment, 'isTest'), get(segment, 'expiration')],
      );
    }
  });

  test('contacts of a segment', async () => {
    const [requested, expected] = [
      payload('segments-id-targets.put.request'),
      payload('segments-id-targets.put.response'),
    ];
    const segment = await done(call(client, 'POST', '/segments', { type: 'static', name: 'ten' }));
    const path = `/segments/${get(segment, 'id')}/targets`;
    // The ids of the reference belong to nobody here, so they are passed over.
    assert.equal(await done(call(client, 'PUT', path, requested)), 0);
    const ids = [];
    for (let number = 0; number < Number(expected); number++) ids.push(await someone());
    assert.equal(await done(call(client, 'PUT', path, ids)), expected);
    const list = await done(call(client, 'GET', path));
    assert.deepEqual(list, ids);
    assert.deepEqual(shapeOf(list), shapeOf(payload('segments-id-targets')));
  });

  test('value lists', async () => {
    for (const list of Object(payload('valueLists'))) {
      const made = await done(call(client, 'POST', '/valueLists', list));
      assert.deepEqual(made, { ...list, id: get(made, 'id') });
    }
    const one = Object(payload('valueLists-id'));
    const [first] = Object(await done(call(client, 'GET', '/valueLists')));
    assert.deepEqual(first, { ...one, id: get(first, 'id') });
  });

  test('a contact, their number, and a red list', async () => {
    const id = await someone();
    const target = await done(call(client, 'GET', `/targets/${id}`));
    for (const [name, kind] of Object.entries(Object(shapeOf(payload('targets-id'))))) {
      const shape = get(shapeOf(target), name);
      assert.equal(typeof shape === 'object' ? 'object' : shape, typeof kind === 'object' ? 'object' : kind);
    }
    const count = await done(call(client, 'GET', '/targets/count'));
    assert.deepEqual(shapeOf(count), shapeOf(payload('targets-count')));
    const entry = payload('targets-id-redlist-mail.post.request');
    for (const medium of ['mail', 'sms'])
      assert.equal((await call(client, 'POST', `/targets/${id}/redlist/${medium}`, entry)).status, 204);
  });

  test('a bulk deletion that names nobody', async () => {
    const body = payload('targets.delete.request');
    assertProblem(await call(client, 'DELETE', '/targets', body), 400, 'invalid-content');
  });
});

describe("the statuses that the vendor's own drivers compare", () => {
  test('segments', async () => {
    const draft = {
      name: 'Test segment',
      description: 'x',
      isTest: true,
      type: 'static',
      expiration: '2036-08-08T12:11:00Z',
    };
    const made = await call(client, 'POST', '/segments/', draft);
    const id = get(jsonOf(made), 'id');
    const statuses = [made.status];
    for (const [method, path, body] of [
      ['GET', '/segments', undefined],
      ['GET', `/segments/${id}`, undefined],
      ['PUT', `/segments/${id}`, { ...draft, name: 'Another' }],
      ['DELETE', `/segments/${id}`, undefined],
    ] as const)
      statuses.push((await call(client, method, path, body)).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 204]);
  });

  test('contacts', async () => {
    const segment = get(
      await done(call(client, 'POST', '/segments', { type: 'static', name: 'Abonnés' })),
      'id',
    );
    const values = { '1': 'driver@example.com', '3': 'Test' };
    const made = await call(client, 'POST', '/targets/', values);
    const id = get(jsonOf(made), 'id');
    const statuses = [made.status];
    for (const [method, path, body] of [
      ['GET', '/targets', undefined],
      ['PUT', '/targets/', values],
      ['GET', `/targets/${id}`, undefined],
      ['PUT', `/targets/${id}`, { '4': 'Test' }],
      ['POST', `/targets/${id}/segments/${segment}`, {}],
      ['DELETE', `/targets/${id}/segments/${segment}`, undefined],
      ['DELETE', `/targets/${id}`, undefined],
      ['GET', '/fields', undefined],
    ] as const)
      statuses.push((await call(client, method, path, body)).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 204, 204, 204, 200]);
  });
});

describe('what a shop needs', () => {
  test('members that are never absent and never null', async () => {
    await someone();
    await done(call(client, 'POST', '/segments', { type: 'static', name: 'shop' }));
    await done(call(client, 'POST', '/valueLists', { name: 'shop', values: [{ index: 1, value: 'Mr' }] }));
    const needed: [string, string[]][] = [
      ['/targets', ['id', 'creationDate', 'lastUpdateDate', 'fields', 'bounce', 'redList']],
      ['/segments', ['id', 'type', 'name', 'creation', 'expiration', 'isTest', 'targetsCount']],
      ['/fields', ['id', 'name', 'type', 'isUnicity', 'isMandatory']],
      ['/valueLists', ['id', 'name', 'values']],
    ];
    for (const [path, members] of needed) {
      const list = await done(call(client, 'GET', path));
      assert.ok(Array.isArray(list) && list.length > 0);
      for (const each of list) {
        for (const member of members) assert.ok((get(each, member) ?? null) !== null, `${path} ${member}`);
      }
    }
  });

  test('a customer is looked for, created when nobody is found, then changed, then put into a segment', async () => {
    const email = 'first+shop@example.com';
    const headers = { 'Content-Type': 'application/json' };
    const looked = await client.get(`/targets?unicity=${email}`, { ...headers, 'Content-Length': '0' });
    assert.deepEqual([looked.status, looked.body.length], [404, 0]);
    const body = `{"1":"${email}","2":null,"3":"Jane","4":[],"unknown":{"a":1}}`;
    const created = await client.send({ method: 'POST', path: '/targets/', headers, body });
    assert.equal(created.status, 200);
    const found = await client.get(`/targets?unicity=${email}`, headers);
    assert.deepEqual(jsonOf(found), jsonOf(created));
    const id = get(jsonOf(found), 'id');
    const draft = { type: 'static', name: 'Customers', isTest: false, expiration: '2036-01-01T00:00:00Z' };
    const segment = get(await done(call(client, 'POST', '//V1/segments/', draft)), 'id');
    const joined = await client.send({
      method: 'POST',
      path: `/segments/${segment}/targets/${id}`,
      headers,
      body: 'null',
    });
    assert.deepEqual(jsonOf(joined), { success: true });
  });

  test('the fields and lists that it maps, kept up one value at a time', async () => {
    const list = get(
      await done(call(client, 'POST', '/valueLists/', { name: 'civilité', ordered: false, values: [] })),
      'id',
    );
    for (const value of ['Mr', 'Mme'])
      await done(call(client, 'POST', `/valuelists/${list}/values`, { index: 0, value }));
    await done(call(client, 'PUT', `/valuelists/${list}/values/0`, { index: 0, value: 'Mlle' }));
    const draft = {
      type: 'singleSelectList',
      name: 'civilité',
      isUnicity: false,
      isMandatory: false,
      valueListId: list,
    };
    const field = get(await done(call(client, 'POST', '/fields/', draft)), 'id');
    const values = { '1': 'jane@shop.example.com', [String(field)]: 'mlle' };
    const made = await done(call(client, 'PUT', '/targets/', values));
    assert.equal(get(made, 'fields', String(field)), 'Mlle');
    await done(
      call(client, 'PUT', `/valueLists/0${list}`, { name: 'civilité', values: [{ index: 1, value: 'M.' }] }),
    );
    await done(call(client, 'DELETE', `/valuelists/${list}/values/1`));
  });
});

test('a length that was counted in characters is refused, and does not hang', async () => {
  const body = '{"Email":"e@example.com","FirstName":"Élodie"}';
  const headers = {
    'X-Key': String(client.key),
    'Content-Type': 'application/json',
    'Content-Length': body.length,
  };
  const connection = new RawConnection(server.url);
  await connection.write(requestText('POST', '/targets', headers, body));
  assert.match(await connection.ended(), /^HTTP\/1\.1 400 Bad Request\r\n/);
});
