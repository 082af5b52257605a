import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsOf } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { serveKeeper } from './support/keeper-server.ts';
import { get } from './support/promised-feeds.ts';

const { server, client } = await serveKeeper();

const create = (values: object) => done(call(client, 'POST', '/targets', values));

test('lists of nobody are empty', async () => {
  for (const path of ['/targets', '/targets/bounces', '/targets/redlist/mail', '/targets/redlist/sms'])
    assert.deepEqual(await done(call(client, 'GET', path)), [], path);
  assert.deepEqual(await done(call(client, 'GET', '/targets/count')), { targetsCount: 0 });
});

test('all contacts are listed by id, as a stream that is well-formed however long it is', async () => {
  const counted = Number(get(await done(call(client, 'GET', '/targets/count')), 'targetsCount'));
  const many = 1200;
  const made = [];
  for (let number = 0; number < many; number += 100) {
    const some = Array.from({ length: 100 }, (_, place) =>
      create({ Email: `many${number + place}@example.com` }),
    );
    made.push(...(await Promise.all(some)));
  }
  const everybody = await client.get('/targets');
  const list = itemsOf(everybody);
  assert.equal(list.length, counted + many);
  assert.deepEqual(await done(call(client, 'GET', '/targets/count')), { targetsCount: counted + many });
  const ids = list.map((target) => String(get(target, 'id')));
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
  const sample = made[500];
  assert.deepEqual(
    list.find((target) => get(target, 'id') === get(sample, 'id')),
    sample,
  );
  for (const encoding of ['gzip', 'zstd']) {
    const reply = await client.get('/targets', { 'Accept-Encoding': encoding });
    assert.equal(reply.headers['content-encoding'], encoding);
    assert.deepEqual(itemsOf(reply), list);
  }
  assert.equal((await client.head('/targets')).status, 200);
  assert.deepEqual(server.errors, []);
});
