import assert from 'node:assert/strict';
import { after, describe, mock, test } from 'node:test';
import type { HttpClient, Reply } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { executions } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const LIMIT = 5;

const server = await serve({
  settings: { rateLimit: LIMIT, trackingRateLimit: LIMIT, trustedProxies: '127.0.0.1' },
});
after(() => server.close());

function limits({ headers }: Reply): unknown[] {
  return ['limit', 'remaining'].map((name) => Number(headers[`x-ratelimit-${name}`]));
}

function assertLimited(reply: Reply, limit: number): void {
  const { detail } = assertProblem(reply, 429, 'too-many-requests');
  const wait = Number(reply.headers['retry-after']);
  assert.ok(Number.isInteger(wait) && wait >= 1 && wait <= 60, String(wait));
  const reset = Number(reply.headers['x-ratelimit-reset']);
  assert.ok(Number.isInteger(reset) && reset >= 0 && reset <= 60, String(reset));
  assert.deepEqual(limits(reply), [limit, 0]);
  assert.match(detail, new RegExp(`^${limit} requests`));
}

async function exhaust(client: HttpClient, limit: number): Promise<void> {
  for (let left = limit - 1; left >= 0; left--) {
    assert.deepEqual(limits(await client.get('/actions/events')), [limit, left]);
  }
}

describe('the limit of the settings', () => {
  test('counts down, then refuses and says how long to wait', async () => {
    const client = await server.client();
    await exhaust(client, LIMIT);
    assertLimited(await client.get('/actions/events'), LIMIT);
    const head = await client.head('/actions/events');
    assert.equal(head.status, 429);
    assert.ok(Number(head.headers['retry-after']) > 0);
  });

  test('counts requests of every kind together, refused ones too', async () => {
    const client = await server.client();
    const statuses: number[] = [];
    for (const send of [
      () => client.get('/actions/events'),
      () => client.head('/notifications/events'),
      () => client.get('/actions/unseen/events'),
      () => client.get('/actions/events?sort=up'),
      () => client.publish('[]'),
      () => client.publish(JSON.stringify(executions(1))),
    ]) {
      statuses.push((await send()).status);
    }
    assert.deepEqual(statuses, [200, 200, 404, 400, 200, 429]);
  });

  test('a refused publication stores nothing', async () => {
    const client = await server.client();
    await exhaust(client, LIMIT);
    assertLimited(await client.publish(JSON.stringify(executions(3, 100))), LIMIT);
    const { headers } = await (await server.client()).get('/actions/events?after=0');
    assert.equal(headers['x-log-position'], '0');
  });

  test('is for each key, not for the account', async () => {
    const [first, second] = [await server.client(), await server.client()];
    await exhaust(first, LIMIT);
    assertLimited(await first.get('/actions/events'), LIMIT);
    await exhaust(second, LIMIT);
  });

  test('counts a key that lacks the permission', async () => {
    const client = await server.client({ permissions: ['events:write'] });
    const first = await client.get('/actions/events');
    assertProblem(first, 403, 'permission-denied');
    assert.deepEqual(limits(first), [LIMIT, LIMIT - 1]);
    for (let time = 1; time < LIMIT; time++) await client.get('/actions/events');
    assertLimited(await client.get('/actions/events'), LIMIT);
  });

  test('does not count what needs no key, and no stranger uses it up', async () => {
    const client = await server.client();
    for (let time = 0; time < LIMIT * 2; time++) {
      assert.equal((await client.get('/health')).status, 200);
      assert.equal((await server.stranger().get('/actions/events')).status, 401);
      assert.equal((await server.stranger().get('/actions/events', { 'X-Key': 'unknown' })).status, 401);
    }
    await exhaust(client, LIMIT);
  });
});

describe('a limit of the key', () => {
  test('counts instead of that of the settings', async () => {
    for (const rateLimit of [2, 9]) {
      const client = await server.client({ rateLimit });
      await exhaust(client, rateLimit);
      assertLimited(await client.get('/actions/events'), rateLimit);
    }
  });

  test('of 0 is none', async () => {
    const client = await server.client({ rateLimit: 0 });
    for (let time = 0; time < LIMIT * 3; time++) {
      assert.equal((await client.get('/actions/events')).status, 200);
    }
  });
});

test('after a minute all requests are there again', async () => {
  const client = await server.client();
  await exhaust(client, LIMIT);
  const refused = await client.get('/actions/events');
  assertLimited(refused, LIMIT);
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 });
  try {
    await exhaust(client, LIMIT);
  } finally {
    mock.timers.reset();
  }
});

describe('the limit of links', () => {
  const follow = (from: string) => server.stranger().get('/t/x', { 'X-Forwarded-For': from });

  test('counts by the address, and by the network of one of IPv6', async () => {
    for (let n = 0; n < LIMIT; n++) {
      assert.equal((await follow('198.51.100.1')).status, 404);
      assert.equal((await follow(`2001:db8::${n}`)).status, 404);
    }
    const refused = await follow('198.51.100.1');
    assert.equal(assertProblem(refused, 429, 'too-many-requests').status, 429);
    assert.equal((await follow('2001:db8:0:0:1::9')).status, 429);
    assert.equal((await follow('2001:db8:0:1::9')).status, 404);
    assert.equal((await follow('198.51.100.2')).status, 404);
  });
});
