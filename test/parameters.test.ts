import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type HttpClient, itemsOf, logPosition } from './support/http-client.ts';
import { assertProblem, assertRefused } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { bounce, execution, executions } from './support/sample-events.ts';
import { serve, type TestServer } from './support/server.ts';

const TWO = Date.UTC(2021, 1, 23, 14);
const HOUR = 3_600_000;

let server: TestServer;
let client: HttpClient;

before(async () => {
  server = await serve();
  client = await server.client();
  const offsets = [-HOUR, -1, 0, 1, HOUR];
  const events = [
    ...offsets.map((offset, number) => execution({ number, timestamp: TWO + offset })),
    // Two clocks that tell different times: activated in one order, bounced in the other.
    bounce(10, TWO, TWO + 30 * HOUR),
    bounce(11, TWO + HOUR, TWO + 20 * HOUR),
    bounce(12, TWO + 2 * HOUR, TWO + 10 * HOUR),
  ];
  const reply = await client.publish(JSON.stringify(events));
  assert.equal(reply.status, 200, reply.body.toString());
});
after(() => server.close());

/** The numbers of the events that a request gives, by timestamp. */
async function numbers(url: string): Promise<unknown[]> {
  const reply = await client.get(url);
  assert.equal(reply.status, 200, reply.body.toString());
  return itemsOf(reply).map((event) => parseInt(String(get(event, 'id')).slice(-4), 16));
}

describe('a window', () => {
  const EXECUTIONS = '/actions/000PE4/events/executions?sort=asc';

  test('holds its start and not its end', async () => {
    assert.deepEqual(await numbers(`${EXECUTIONS}&start=${TWO}&end=${TWO + 1}`), [2]);
    assert.deepEqual(await numbers(`${EXECUTIONS}&start=${TWO - 1}&end=${TWO + 2}`), [1, 2, 3]);
  });

  const spellings = [
    '2021-02-23T14:00:00Z',
    '2021-02-23T14:00:00',
    '2021-02-23T14:00',
    '2021-02-23T14:00:00.000Z',
    '2021-02-23T14:00:00.0000000Z',
    '2021-02-23T14:00:00,000Z',
    '2021-02-23T13:59:59.9991Z',
    '2021-02-23%2014:00:00Z',
    '2021-02-23t14:00:00z',
    '2021-02-23T14%3A00%3A00%2B00%3A00',
    '2021-02-23T15:00:00+01:00',
    '2021-02-23T15:00:00%2B01:00',
    '2021-02-23T15:00:00%2b0100',
    '2021-02-23T08:30:00-05:30',
    '1614088800000',
  ];
  for (const spelling of spellings) {
    test(`${spelling} is one instant`, async () => {
      assert.deepEqual(await numbers(`${EXECUTIONS}&start=${spelling}`), [2, 3, 4]);
      assert.deepEqual(await numbers(`${EXECUTIONS}&end=${spelling}`), [0, 1]);
    });
  }

  test('may begin with a day', async () => {
    assert.deepEqual(await numbers(`${EXECUTIONS}&start=2021-02-23&end=2021-02-24`), [0, 1, 2, 3, 4]);
    assert.deepEqual(await numbers(`${EXECUTIONS}&start=2021-02-24`), []);
    assert.deepEqual(await numbers(`${EXECUTIONS}&end=2021-02-23`), []);
  });

  test('that is empty or reversed holds nothing, and is no error', async () => {
    for (const path of ['/actions/events', '/actions/000PE4/events/executions', '/targets/000R4M0T/events']) {
      for (const window of [
        `start=${TWO}&end=${TWO}`,
        `start=${TWO + HOUR}&end=${TWO}`,
        `start=9999-12-31`,
      ]) {
        const reply = await client.get(`${path}?${window}`);
        assert.equal(reply.status, 200);
        assert.equal(reply.body.toString(), '[]');
      }
    }
  });

  test('of reactions has two clocks', async () => {
    for (const root of ['/actions/reactivities', '/actions/000PE4/reactivities']) {
      for (const url of [`${root}?sort=asc`, `${root}/bounces?sort=asc`]) {
        assert.deepEqual(await numbers(url), [12, 11, 10]);
        assert.deepEqual(await numbers(`${url}&activationStart=${TWO}&activationEnd=${TWO + HOUR}`), [10]);
        assert.deepEqual(await numbers(`${url}&activationStart=${TWO + 1}`), [12, 11]);
        assert.deepEqual(await numbers(`${url}&activationEnd=${TWO + 2 * HOUR}`), [11, 10]);
        assert.deepEqual(
          await numbers(`${url}&reactivityStart=${TWO + 10 * HOUR}&reactivityEnd=${TWO + 20 * HOUR}`),
          [12],
        );
        assert.deepEqual(
          await numbers(
            `${url}&activationEnd=2021-02-23T15:00:00.001Z&reactivityEnd=2021-02-24T10:00:00.001Z`,
          ),
          [11],
        );
        assert.deepEqual(await numbers(`${url}&activationStart=${TWO + HOUR}&activationEnd=${TWO}`), []);
      }
    }
  });
});

test('sort orders both ways', async () => {
  assert.deepEqual(await numbers('/actions/events/executions?sort=asc'), [0, 1, 2, 3, 4]);
  assert.deepEqual(await numbers('/actions/events/executions?sort=desc'), [4, 3, 2, 1, 0]);
});

describe('after', () => {
  test('gives what came later, and nothing from the end on', async () => {
    const before = logPosition(await client.head('/actions/events'));
    assert.deepEqual(await numbers(`/actions/events?after=${before}`), []);
    assert.deepEqual(await numbers(`/actions/events?after=${before + 1_000_000}`), []);
    await client.publish(JSON.stringify(executions(3, 500)));
    assert.deepEqual(await numbers(`/actions/events?sort=asc&after=${before}`), [500, 501, 502]);
    assert.deepEqual(await numbers(`/actions/events?sort=asc&after=${before + 1}`), [501, 502]);
    assert.equal(logPosition(await client.head('/actions/events')), before + 3);
    assert.deepEqual(
      await numbers(`/actions/events?sort=asc&start=${TWO + 40 * HOUR}&after=${before + 2}`),
      [502],
    );
  });
});

describe('a parameter that cannot be understood is named', () => {
  const cases: [query: string, ...named: string[]][] = [
    ['/actions/events?start=soon', 'start'],
    ['/actions/events?end=2021-02-30', 'end'],
    ['/actions/events?start=', 'start'],
    ['/actions/events?start=%FF', 'start'],
    ['/actions/events?start=1&start=1', 'start'],
    ['/actions/events?start=1&%73tart=1', 'start'],
    ['/actions/000PE4/events/hits?sort=ascending', 'sort'],
    ['/actions/events?sort=asc&sort=asc', 'sort'],
    ['/actions/events?classification=human', 'classification'],
    ['/actions/events?classifications=human', 'classifications'],
    ['/actions/events?classification=mpp&classifications=mpp', 'classifications'],
    ['/actions/events?after=-1', 'after'],
    ['/actions/events?after=latest', 'after'],
    ['/actions/events?after=1&after=2', 'after'],
    ['/actions/reactivities?activationStart=soon', 'activationStart'],
    ['/actions/reactivities?reactivityEnd=1&reactivityEnd=1', 'reactivityEnd'],
    ['/notifications/abc/events', 'id'],
    ['/notifications/1.5/events/bounces', 'id'],
    ['/notifications/2147483648/reactivities/hits', 'id'],
    ['/targets/events', 'id', 'unicity', 'hash'],
    ['/targets/events?id=', 'id', 'unicity', 'hash'],
    ['/targets/events/hits/open?id=000R4M0T&hash=0441619ab4631d18548aa8835dd2c28b', 'id', 'unicity', 'hash'],
    ['/targets/events?unicity=a@b.c&unicity=a@b.c', 'unicity'],
  ];
  for (const [url, ...named] of cases) {
    test(url, async () => assertRefused(await client.get(url), ...named));
  }

  test('and is refused before anything is looked up', async () => {
    assertRefused(await client.get('/actions/unknown/events?sort=up'), 'sort');
    const head = await client.head('/actions/events?sort=up');
    assert.equal(head.status, 400);
    assert.equal(head.body.length, 0);
  });

  test('a path that is not percent-encoded UTF-8 is refused', async () => {
    for (const path of ['/actions/%FF/events', '/targets/%/events', '/actions/%zz/events']) {
      assertProblem(await client.get(path), 400, 'invalid-parameter');
    }
  });
});

test('unknown parameters are ignored, repeated or not', async () => {
  const plain = await numbers('/actions/events?sort=asc');
  assert.deepEqual(
    await numbers('/actions/events?sort=asc&page=2&page=3&limit=1&Start=soon&activationStart=soon&%FF=1&=&'),
    plain,
  );
  assert.deepEqual(await numbers('/actions/reactivities?start=soon&end=soon&sort=desc'), [10, 11, 12]);
});

test('a notification id with leading zeros is the same number', async () => {
  assertProblem(await client.get('/notifications/000/events'), 404, 'not-found');
  const event = execution({ number: 900 });
  const { execution: sent } = event.source.detail;
  await client.publish(
    JSON.stringify({ ...event, source: { type: 'notification', detail: { execution: { ...sent, id: 7 } } } }),
  );
  for (const id of ['7', '07', '0000000000000007']) {
    assert.deepEqual(await numbers(`/notifications/${id}/events`), [900]);
  }
});
