import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FEEDS } from '../src/events/feeds.ts';
import { CORPUS } from './support/corpus.ts';
import { urlsOf, withQuery } from './support/feed-urls.ts';
import { type HttpClient, itemsOf, logPosition, plainBody } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get, promisedBy, robotOf } from './support/promised-feeds.ts';
import { serve, type TestServer } from './support/server.ts';

describe('every event of the reference, the examples and the variants', () => {
  let server: TestServer;
  let client: HttpClient;

  before(async () => {
    server = await serve();
    client = await server.client();
    await publishInEveryWay(client, CORPUS);
  });
  after(() => server.close());

  for (const path of new Set(FEEDS.map((feed) => feed.path))) {
    test(`${path} holds what it promises and nothing else`, async () => {
      const urls = urlsOf(path);
      assert.ok(
        urls.some((url) => CORPUS.some(promisedBy(url).holds)),
        'no event shows what the feed does',
      );
      for (const url of urls) await compare(client, url);
    });
  }

  test('is in the log once', async () => {
    const reply = await client.head('/actions/events');
    assert.equal(logPosition(reply), CORPUS.length);
  });
});

/** One by one, as arrays and as lines: the way in leaves no trace in the event. */
async function publishInEveryWay(client: HttpClient, events: readonly unknown[]): Promise<void> {
  const third = Math.floor(events.length / 3);
  for (const event of events.slice(0, 40)) {
    const reply = await client.publish(JSON.stringify(event));
    assert.equal(reply.status, 200, reply.body.toString());
  }
  for (const reply of [
    await client.publish(JSON.stringify(events.slice(40, third))),
    await client.publishLines(
      events
        .slice(third)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
    ),
  ]) {
    assert.equal(reply.status, 200, reply.body.toString());
  }
}

const CLASSIFICATIONS: [query: string, shows: (robot: unknown, isHit: boolean) => boolean][] = [
  ['', (robot) => robot === undefined],
  ['classification=all', () => true],
  ['classification=mpp', (robot, isHit) => !isHit || robot === 'mpp'],
  [
    'classifications=gsr,genericrobot',
    (robot, isHit) => !isHit || robot === 'gsr' || robot === 'genericrobot',
  ],
];

async function compare(client: HttpClient, url: string): Promise<void> {
  const promised = promisedBy(url);
  if (!CORPUS.some(promised.owns)) {
    assertProblem(await client.get(url), 404, 'not-found');
    return;
  }
  const held = inOrder(CORPUS.filter(promised.holds));
  for (const [query, shows] of CLASSIFICATIONS) {
    const texts = held
      .filter((event) => shows(robotOf(event), get(event, 'type') === 'hit'))
      .map((event) => JSON.stringify(event));
    const ascending = await client.get(withQuery(url, `sort=asc&${query}`));
    assert.equal(plainBody(ascending).toString(), `[${texts.join(',')}]`, `${url} ${query}`);
    if (query !== '') continue;
    const lines = texts.toReversed().map((text) => `${text}\n`);
    const descending = await client.get(withQuery(url, 'sort=desc'), { Accept: 'application/x-ndjson' });
    assert.equal(plainBody(descending).toString(), lines.join(''), url);
    const unsorted = itemsOf(await client.get(url)).map((event) => JSON.stringify(event));
    assert.deepEqual(unsorted.toSorted(), texts.toSorted(), url);
  }
}

/** By timestamp; events of one millisecond as they were published. */
function inOrder(events: unknown[]): unknown[] {
  return events.toSorted((a, b) => Number(get(a, 'timestamp')) - Number(get(b, 'timestamp')));
}
