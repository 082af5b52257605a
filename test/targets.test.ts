import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type HttpClient, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { serve, type TestServer } from './support/server.ts';

let server: TestServer;
let client: HttpClient;
/** Ids of fields by name. */
let fields: Record<string, number>;

before(async () => {
  server = await serve();
  client = await server.client({ permissions: KEEPER });
  const list = await done(
    call(client, 'POST', '/valueLists', { name: 'Civility', values: [{ value: 'Mr' }, { value: 'Mrs' }] }),
  );
  const valueListId = get(list, 'id');
  for (const draft of [
    { type: 'singleSelectList', name: 'Civility', valueListId },
    { type: 'multipleSelectList', name: 'Titles', valueListId },
    { type: 'date', name: 'Birthday' },
    { type: 'numeric', name: 'Age', constraint: { operator: 3, value: '18' } },
  ])
    await done(call(client, 'POST', '/fields', draft));
  fields = Object.fromEntries(
    Object(await done(call(client, 'GET', '/fields'))).map((field: unknown) => [
      get(field, 'name'),
      get(field, 'id'),
    ]),
  );
});
after(() => server.close());

let people = 0;
const fresh = () => `claire${++people}@example.com`;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const create = (values: object) => done(call(client, 'POST', '/targets', values));
const read = (id: unknown) => done(call(client, 'GET', `/targets/${id}`));
const find = (unicity: string) => client.get(`/targets?unicity=${encodeURIComponent(unicity)}`);

describe('a contact', () => {
  test('is created by names, by ids and by both, and shown by ids', async () => {
    const email = fresh();
    const made = await create({
      Email: email,
      firstname: 'Claire',
      [String(fields.LastName)]: 'Durand',
      Phone: '06 12 34 56 78',
      Civility: 'MRS',
      Titles: ['mr', 'Mrs'],
      Birthday: '31/01/2000',
      Age: '42',
    });
    assert.match(String(get(made, 'id')), /^[0-9A-Z]{8}$/);
    assert.match(String(get(made, 'creationDate')), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(made, {
      id: get(made, 'id'),
      hash: md5(email),
      creationDate: get(made, 'creationDate'),
      lastUpdateDate: get(made, 'creationDate'),
      fields: {
        [String(fields.Email)]: email,
        [String(fields.Phone)]: '+33612345678',
        [String(fields.FirstName)]: 'Claire',
        [String(fields.LastName)]: 'Durand',
        [String(fields.Civility)]: 'Mrs',
        [String(fields.Titles)]: ['Mr', 'Mrs'],
        [String(fields.Birthday)]: '2000-01-31',
        [String(fields.Age)]: 42,
      },
      bounce: [],
      redList: {},
    });
    assert.deepEqual(await read(get(made, 'id')), made);
  });

  test('has an id that follows the one before, and is never used again', async () => {
    const number = (target: unknown) => Number.parseInt(String(get(target, 'id')), 36);
    const first = await create({ Email: fresh() });
    const second = await create({ Email: fresh() });
    assert.equal(number(second), number(first) + 1);
    await call(client, 'DELETE', `/targets/${get(second, 'id')}`);
    assert.equal(number(await create({ Email: fresh() })), number(first) + 2);
  });

  test('is found by id, unicity and hash, in whatever case', async () => {
    const email = fresh();
    const made = await create({ Email: email.toUpperCase() });
    const id = String(get(made, 'id'));
    for (const path of [
      `/targets/${id}`,
      `/targets/${id.toLowerCase()}/`,
      `/targets/${id.replace(/^0+/, '')}`,
      `/targets?unicity=${email}`,
      `/targets/?unicity=${encodeURIComponent(email.toUpperCase())}`,
      `/experimentations/targets?unicity=${email}`,
      `/targets?hash=${md5(email)}`,
      `/targets?hash=${md5(email).toUpperCase()}`,
    ])
      assert.deepEqual(await done(call(client, 'GET', path)), made, path);
  });

  test('is found by an address with a plus, encoded or not', async () => {
    const made = await create({ Email: 'first+tag@example.com' });
    for (const text of ['first+tag@example.com', 'first%2Btag%40example.com'])
      assert.deepEqual(await done(call(client, 'GET', `/targets?unicity=${text}`)), made);
  });

  test('is shown with the fields that a body names, by id and by name', async () => {
    const email = fresh();
    const made = await create({ Email: email, FirstName: 'Claire', LastName: 'D' });
    const shown = async (path: string, body: string) =>
      Object.keys(
        Object(
          get(
            jsonOf(
              await client.send({
                method: 'GET',
                path,
                headers: { 'Content-Type': 'application/vnd.mperf.v8.model.v1+json' },
                body,
              }),
            ),
            'fields',
          ),
        ),
      ).map(Number);
    const { Email = 0, FirstName = 0, LastName = 0 } = fields;
    for (const path of [`/targets/${get(made, 'id')}`, `/targets?unicity=${email}`]) {
      for (const body of [
        `${Email},0${LastName}`,
        `["email","LASTNAME"]`,
        `[${Email},"${LastName}"]`,
        ' Email , LastName ',
      ])
        assert.deepEqual(await shown(path, body), [Email, LastName], body);
      for (const body of ['{}', 'null', '[]', ' '])
        assert.deepEqual(await shown(path, body), [Email, FirstName, LastName], body);
      assert.deepEqual(await shown(path, 'Birthday'), []);
      const long = await client.send({ method: 'GET', path, body: 'x'.repeat(300_000) });
      assertProblem(long, 413, 'body-too-large');
    }
  });

  test('that does not exist gives 404, without a body when it was looked for by unicity or hash', async () => {
    for (const query of [
      'unicity=nobody@example.com',
      'unicity=',
      'unicity=%00',
      `hash=${md5('nobody')}`,
      'hash=short',
    ]) {
      const reply = await client.get(`/targets?${query}`);
      assert.deepEqual([reply.status, reply.body.length], [404, 0], query);
      assert.equal(reply.headers['content-length'], '0');
      assert.equal(reply.headers['content-type'], undefined);
    }
    for (const id of ['ZZZZZZZZ', '00000000', 'nobody%20', '%00', '-1', '123456789'])
      assertProblem(await client.get(`/targets/${id}`), 404, 'not-found');
    assertProblem(await client.get('/targets?unicity=a&hash=b'), 400, 'invalid-parameter');
  });

  test('keeps on a change what the change does not name, and is cleared by null, "" and []', async () => {
    const email = fresh();
    const made = await create({ Email: email, FirstName: 'Claire', LastName: 'D', Age: 30, Titles: ['Mr'] });
    const path = `/targets/${get(made, 'id')}`;
    const changed = await done(
      call(client, 'PUT', path, { FirstName: 'Anne', LastName: '', Age: null, Titles: [] }),
    );
    assert.deepEqual(get(changed, 'fields'), {
      [String(fields.Email)]: email,
      [String(fields.FirstName)]: 'Anne',
    });
    assert.deepEqual(await read(get(made, 'id')), changed);
  });

  test('may get another unicity, and is found by that alone', async () => {
    const [before, later] = [fresh(), fresh()];
    const made = await create({ Email: before });
    const changed = await done(call(client, 'PUT', `/targets/${get(made, 'id')}`, { Email: later }));
    assert.equal(get(changed, 'hash'), md5(later));
    assert.equal((await find(before)).status, 404);
    assert.deepEqual(jsonOf(await find(later)), changed);
  });

  test('is changed or created by what names it: the query, or the values', async () => {
    for (const [method, path] of [
      ['PUT', '/targets'],
      ['PUT', '/targets/'],
    ] as const) {
      const email = fresh();
      const made = await done(call(client, method, path, { Email: email, FirstName: 'A' }));
      const again = await done(call(client, method, path, { Email: email, LastName: 'B' }));
      assert.equal(get(again, 'id'), get(made, 'id'));
      assert.deepEqual(Object.values(Object(get(again, 'fields'))), [email, 'A', 'B']);
    }
    for (const method of ['PUT', 'POST']) {
      const email = fresh();
      const path = `/targets?unicity=${email.toUpperCase()}`;
      const made = await done(call(client, method, path, { FirstName: 'A' }));
      assert.deepEqual(Object.values(Object(get(made, 'fields'))), [email, 'A']);
      const again = await done(call(client, method, path, { FirstName: 'B', Email: email }));
      assert.equal(get(again, 'id'), get(made, 'id'));
      const renamed = await done(call(client, method, path, { Email: fresh() }));
      assert.equal(get(renamed, 'id'), get(made, 'id'));
    }
  });

  test('is gone when it was deleted', async () => {
    const email = fresh();
    const path = `/targets/${get(await create({ Email: email }), 'id')}`;
    const reply = await call(client, 'DELETE', path);
    assert.deepEqual([reply.status, reply.body.length], [204, 0]);
    for (const method of ['GET', 'DELETE']) assertProblem(await call(client, method, path), 404, 'not-found');
    assertProblem(await call(client, 'PUT', path, {}), 404, 'not-found');
    assert.equal((await find(email)).status, 404);
    await create({ Email: email });
  });
});

describe('it is refused', () => {
  const broken: [string, object, string, string][] = [
    ['an address that is none', { Email: 'claire' }, 'Email', 'type'],
    ['a number that nobody has', { Phone: '12' }, 'Phone', 'type'],
    ['a day that does not exist', { Birthday: '30/02/2000' }, 'Birthday', 'type'],
    ['a number below its bound', { Age: 17 }, 'Age', 'constraint'],
    ['a value that its list does not have', { Civility: 'Dr' }, 'Civility', 'valueList'],
    ['one value of many that its list does not have', { Titles: ['Mr', 'Dr'] }, 'Titles', 'valueList'],
    ['a text that is too long', { FirstName: 'x'.repeat(1001) }, 'FirstName', 'length'],
    ['an object for a text', { FirstName: {} }, 'FirstName', 'type'],
  ];
  for (const [what, values, field, rule] of broken) {
    test(`with ${what}, and nothing is changed`, async () => {
      const email = fresh();
      const wrong = { Email: email, LastName: 'new', ...values };
      const refusal = assertProblem(await call(client, 'POST', '/targets', wrong), 400, 'invalid-value');
      assert.deepEqual(
        refusal.errors?.map((each) => [each.field, each.rule]),
        [[field, rule]],
      );
      assert.ok(refusal.detail.includes(`'${field}'`) && refusal.detail.includes(rule), refusal.detail);
      assert.equal((await find(email)).status, 404);

      const made = await create({ Email: email });
      const path = `/targets/${get(made, 'id')}`;
      assertProblem(
        await call(client, 'PUT', path, { ...wrong, Email: email, ...values }),
        400,
        'invalid-value',
      );
      assertProblem(await call(client, 'PUT', `/targets?unicity=${email}`, wrong), 400, 'invalid-value');
      assert.deepEqual(await read(get(made, 'id')), made);
    });
  }

  test('with every field that is wrong named at once', async () => {
    const wrong = { Email: 'x', Age: 'x', Civility: 'x' };
    const { errors } = assertProblem(await call(client, 'POST', '/targets', wrong), 400, 'invalid-value');
    assert.deepEqual(
      errors?.map(({ pointer }) => pointer),
      ['/Email', '/Age', '/Civility'],
    );
  });

  test('without a unicity', async () => {
    for (const values of [{}, { FirstName: 'Claire' }, { Email: '' }, { Email: null }, { mail: fresh() }]) {
      for (const method of ['POST', 'PUT']) {
        const reply = await call(client, method, '/targets', values);
        const { detail, errors } = assertProblem(reply, 400, 'unidentified-target');
        assert.ok(detail.startsWith('target cannot be identified - unicity is null'), detail);
        assert.equal(errors?.[0]?.field, 'Email');
      }
    }
    assertProblem(await client.send({ method: 'POST', path: '/targets' }), 400, 'unidentified-target');
    const made = await create({ Email: fresh() });
    const reply = await call(client, 'PUT', `/targets/${get(made, 'id')}`, { Email: null });
    const { errors } = assertProblem(reply, 400, 'invalid-value');
    assert.equal(errors?.[0]?.rule, 'mandatory');
  });

  test('when its unicity is taken', async () => {
    const [taken, free] = [fresh(), fresh()];
    const holder = await create({ Email: taken });
    assertProblem(
      await call(client, 'POST', '/targets', { Email: taken.toUpperCase() }),
      409,
      'already-exists',
    );
    const other = await create({ Email: free });
    const wrong = { Email: taken, FirstName: 'new' };
    for (const path of [
      `/targets/${get(other, 'id')}`,
      `/targets?unicity=${free}`,
      `/targets?unicity=${fresh()}`,
    ])
      assertProblem(await call(client, 'PUT', path, wrong), 409, 'already-exists');
    assert.deepEqual(await read(get(other, 'id')), other);
    assert.deepEqual(await read(get(holder, 'id')), holder);
  });

  test('without the value of a field that is mandatory', async () => {
    const old = await create({ Email: fresh() });
    const draft = { type: 'textField', name: 'Shop', isMandatory: true };
    const shop = await done(call(client, 'POST', '/fields', draft));
    const { errors } = assertProblem(
      await call(client, 'POST', '/targets', { Email: fresh() }),
      400,
      'invalid-value',
    );
    assert.deepEqual([errors?.[0]?.field, errors?.[0]?.rule], ['Shop', 'mandatory']);
    const made = await create({ Email: fresh(), Shop: 'Lyon' });
    assertProblem(
      await call(client, 'PUT', `/targets/${get(made, 'id')}`, { Shop: '' }),
      400,
      'invalid-value',
    );
    // Contacts that are older than the rule can still be changed.
    await done(call(client, 'PUT', `/targets/${get(old, 'id')}`, { FirstName: 'Claire' }));
    await done(call(client, 'PUT', `/fields/${get(shop, 'id')}`, { isMandatory: false }));
  });

  test('when the values are nested, and when an id is of no field', async () => {
    const nested = { fields: { Email: fresh() } };
    const { errors } = assertProblem(await call(client, 'POST', '/targets', nested), 400, 'invalid-content');
    assert.equal(errors?.[0]?.pointer, '/fields');
    const wrong = { Email: fresh(), 99999: 'x' };
    assertProblem(await call(client, 'POST', '/targets', wrong), 404, 'unknown-reference');
    for (const body of ['[]', '3', '"x"'])
      assertProblem(
        await client.send({
          method: 'POST',
          path: '/targets',
          headers: { 'Content-Type': 'application/json' },
          body,
        }),
        400,
        'invalid-content',
      );
  });

  test('to a key that may only read', async () => {
    const reader = await server.client({ permissions: ['contacts:read'] });
    assert.equal((await reader.get('/targets')).status, 200);
    for (const [method, path] of [
      ['POST', '/targets'],
      ['PUT', '/targets'],
      ['DELETE', '/targets'],
      ['DELETE', '/targets/00000001'],
      ['POST', '/targets/00000001/redlist/mail'],
      ['POST', '/targets/00000001/segments/1'],
    ] as const)
      assertProblem(await call(reader, method, path, {}), 403, 'permission-denied');
  });
});

describe('old clients', () => {
  test('send an unquoted ISODate, names that no field has, and a charset', async () => {
    const email = fresh();
    const reply = await client.send({
      method: 'POST',
      path: '/targets/',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: `{"Email":"${email}","note":"ISODate(\\"x\\")","Birthday":ISODate("2016-01-01T00:00:00Z"),"x":[1]}`,
    });
    assert.equal(reply.status, 200, reply.body.toString());
    assert.equal(reply.reason, 'OK');
    const target = jsonOf(reply);
    assert.equal(get(target, 'fields', String(fields.Birthday)), '2016-01-01T00:00:00Z');
    assert.equal(reply.headers['content-length'], String(reply.body.length));
  });

  test('send a type and a length of 0 with GET and DELETE', async () => {
    const id = get(await create({ Email: fresh() }), 'id');
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '0' };
    assert.equal((await client.get(`/targets/${id}`, headers)).status, 200);
    assert.equal((await client.send({ method: 'DELETE', path: `/targets/${id}`, headers })).status, 204);
  });
});
