import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Metric } from '../src/metrics/metric.ts';
import { METRICS } from '../src/metrics/metrics.ts';
import { sampleOf } from './support/exposition.ts';
import { assertProblem } from './support/problems.ts';
import { RawConnection } from './support/raw-http.ts';
import { executions } from './support/sample-events.ts';
import { scrape, scrapeUntil } from './support/scrape.ts';
import { serve, type TestServer } from './support/server.ts';

const TABLE: [string, Metric][] = Object.entries(METRICS);

/** What is told of accounts whose canaries have a schedule. */
const CANARIES = [
  'chappe_canary_ok',
  'chappe_canary_seconds',
  'chappe_canary_broken_since_seconds',
  'chappe_canary_run_seconds',
];

/** What is told of an account from the first use of its contacts, its first message, hit or inbound mail on. */
const UNUSED = [
  'chappe_contacts',
  'chappe_contact_events_waiting',
  'chappe_sends_waiting',
  'chappe_sends_oldest_due_seconds',
  'chappe_send_events_waiting',
  'chappe_hits_waiting',
  'chappe_inbound_waiting',
  'chappe_inbound_oldest_seconds',
];

describe('the metrics of a server at work', () => {
  let server: TestServer;
  before(async () => {
    server = await serve({ settings: { rateLimit: 0 } });
    const client = await server.client();
    const batch = JSON.stringify(executions(3));
    for (let time = 0; time < 2; time++) assert.equal((await client.publish(batch)).status, 200);
    assert.equal((await client.publish(JSON.stringify([...executions(1), {}, {}]))).status, 400);
    const lines = `${executions(1, 10)
      .map((event) => JSON.stringify(event))
      .join('\n')}\n{}\n`;
    assert.equal((await client.publishLines(lines)).status, 400);
    assert.equal((await client.get('/actions/000PE4/events')).status, 200);
    assert.equal((await client.get('/actions/UNSEEN/events')).status, 404);
    assert.equal((await client.get('/SECRET-PATH')).status, 404);
    assert.equal((await client.get('/actions/%FF/events')).status, 400);
    assert.equal((await server.stranger().get('/actions/events')).status, 401);
    const limited = await server.client({ rateLimit: 1 });
    await limited.get('/actions/events');
    assert.equal((await limited.get('/actions/events')).status, 429);
    const connection = new RawConnection(server.url);
    await connection.write('this is not HTTP\r\n\r\n');
    await connection.ended();
    // Each request above is counted when its connection has taken the answer.
    await scrapeUntil(client, 'the last answer', (all) => {
      const refused = { code: 'too-many-requests' };
      return (
        sampleOf(all, 'chappe_http_errors_total', refused) === 1 &&
        sampleOf(all, 'chappe_feed_answers_ended_total', { end: 'whole' }) === 2
      );
    });
  });
  after(() => server.close());

  test('are exactly those of the table and of the page, with their kinds and labels', async () => {
    const { kinds, samples } = await scrape(server.stranger());
    assert.deepEqual(
      [...kinds],
      TABLE.map(([name, { kind }]) => [name, kind]),
    );
    const page = readFileSync(new URL('../docs/metrics.md', import.meta.url), 'utf8');
    assert.deepEqual(
      [...page.matchAll(/^## `(\w+)`$/gm)].map(([, name]) => name),
      TABLE.map(([name]) => name),
    );
    for (const { name, labels } of samples) {
      const base = name.replace(/_(bucket|sum|count)$/, '');
      const [, metric] = TABLE.find(([of]) => of === name || of === base) ?? [];
      assert.ok(metric, name);
      const { le: _, ...own } = labels;
      assert.deepEqual(Object.keys(own).toSorted(), Object.keys(metric.labels).toSorted(), name);
      for (const [label, value] of Object.entries(own)) {
        const allowed: string | readonly string[] | undefined = metric.labels[label];
        if (typeof allowed === 'object') assert.ok(allowed.includes(value), `${name} ${label} ${value}`);
      }
    }
  });

  test('have a value each, but for what is damaged, canaries, and what the account has not used', async () => {
    const { samples } = await scrapeUntil(server.stranger(), 'what is sealed', (all) => {
      return sampleOf(all, 'chappe_log_blocks') !== undefined;
    });
    const silent = TABLE.map(([name]) => name).filter(
      (name) => !samples.some((sample) => sample.name === name || sample.name === `${name}_count`),
    );
    const notListed = process.platform === 'linux' ? [] : ['process_open_fds'];
    const unused = silent.filter((name) => UNUSED.includes(name));
    assert.deepEqual(unused, UNUSED);
    const canaries = silent.filter((name) => name.startsWith('chappe_canary_'));
    assert.deepEqual(canaries, CANARIES);
    const others = silent.filter((name) => !UNUSED.includes(name) && !canaries.includes(name));
    assert.deepEqual(others, [
      'chappe_log_damaged_blocks_total',
      'chappe_log_corruptions_total',
      ...notListed,
    ]);
  });

  test('count what was published by what became of it', async () => {
    const all = await scrape(server.stranger());
    const of = (result: string) => sampleOf(all, 'chappe_events_published_total', { result });
    assert.deepEqual([of('accepted'), of('duplicate'), of('invalid'), of('failed')], [4, 3, 3, 0]);
    assert.equal(sampleOf(all, 'chappe_log_head', { account: 'DEMO-028' }), 4);
    assert.equal(sampleOf(all, 'chappe_publications_waiting', { account: 'DEMO-028' }), 0);
    assert.equal(sampleOf(all, 'chappe_commit_events_sum'), 7);
    const stored = sampleOf(all, 'chappe_commits_total', { result: 'stored' });
    assert.equal(sampleOf(all, 'chappe_commit_duration_seconds_count'), stored);
  });

  test('count requests by the pattern of their path, and never name a path', async () => {
    const all = await scrape(server.stranger());
    const requests = (route: string, status: string) =>
      sampleOf(all, 'chappe_http_requests_total', { route, method: 'GET', status });
    assert.equal(requests('/actions/{id}/events', '2xx'), 1);
    assert.equal(requests('/actions/{id}/events', '4xx'), 1);
    assert.equal(requests('none', '4xx'), 2);
    assert.equal(
      sampleOf(all, 'chappe_http_request_duration_seconds_count', { route: '/actions/{id}/events' }),
      2,
    );
    const text = (await server.stranger().get('/metrics')).body.toString();
    for (const secret of ['UNSEEN', 'SECRET-PATH', '000PE4', '%FF'])
      assert.ok(!text.includes(secret), secret);
  });

  test('count errors by their code: refused keys, the rate limit, what is no HTTP', async () => {
    const all = await scrape(server.stranger());
    const errors = (code: string) => sampleOf(all, 'chappe_http_errors_total', { code });
    assert.equal(errors('missing-key'), 1);
    assert.equal(errors('too-many-requests'), 1);
    assert.equal(errors('bad-request'), 1);
    assert.equal(errors('invalid-event'), 2);
    assert.equal(errors('not-found'), 1);
    assert.equal(errors('no-such-operation'), 1);
    assert.equal(errors('invalid-parameter'), 1);
  });

  test('count every byte of a connection once', async () => {
    const counted = sampleOf(await scrape(server.stranger()), 'chappe_http_sent_bytes_total', {
      route: '/openapi.json',
    });
    assert.equal(counted, undefined);
    const client = server.stranger();
    const replies = [await client.get('/openapi.json'), await client.get('/openapi.json')];
    const bodies = replies.reduce((sum, { body }) => sum + body.length, 0);
    const all = await scrapeUntil(server.stranger(), 'both answers', (exposition) => {
      const route = '/openapi.json';
      return sampleOf(exposition, 'chappe_http_requests_total', { route }) === 2;
    });
    const sent = sampleOf(all, 'chappe_http_sent_bytes_total', { route: '/openapi.json' }) ?? 0;
    assert.ok(sent > bodies && sent < bodies + 2000, `${sent} for ${bodies}`);
  });

  test('come as Prometheus asks for them, and a HEAD has no body', async () => {
    const { headers } = await server.stranger().get('/metrics');
    assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    const head = await server.stranger().head('/metrics');
    assert.deepEqual([head.status, head.body.length], [200, 0]);
  });

  test('are not there for what a proxy forwards', async () => {
    for (const header of ['Forwarded', 'Via', 'X-Forwarded-For', 'X-Real-IP']) {
      const reply = await server.stranger().get('/metrics', { [header]: '127.0.0.1' });
      assertProblem(reply, 404, 'no-such-operation');
    }
  });
});

test('metrics for all are there for what a proxy forwards', async (t) => {
  const server = await serve({ settings: { metrics: 'all' } });
  t.after(() => server.close());
  assert.equal((await server.stranger().get('/metrics', { Via: '1.1 proxy' })).status, 200);
});

test('metrics that are off are there for nobody', async (t) => {
  const server = await serve({ settings: { metrics: 'off' } });
  t.after(() => server.close());
  assertProblem(await server.stranger().get('/metrics'), 404, 'no-such-operation');
});
