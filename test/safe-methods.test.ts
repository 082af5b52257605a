import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { readSettings } from '../src/config/read-settings.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { MemoryEventLog } from '../src/events/memory/memory-event-log.ts';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import { routesOf } from '../src/http/routes.ts';
import { setOlderSecret } from '../src/tracking/older-secret.ts';
import type { LinkTarget } from '../src/tracking/tracked-link.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { contentOf } from './support/data-content.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { type HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { scrapeUntil } from './support/scrape.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { servicesOver } from './support/services.ts';
import { validatedAction } from './support/validated-action.ts';

const EVERY_LINK: readonly LinkTarget[] = [
  { type: 'open' },
  { type: 'redirection', source: 'html', destination: 'https://shop.example/' },
  { type: 'mirror', source: 'html' },
  { type: 'unsubscribe', source: 'html' },
  { type: 'unsubscribe', header: true },
  { type: 'form', form: '000F0R', source: 'text' },
  { type: 'trap' },
];

/** Every path of the table of routes, whatever its method, and the names that old clients have for it. */
const PATHS = [
  ...new Set(
    routesOf(servicesOver(new MemoryEventLog()), readSettings({})).flatMap(({ path, aliases = [] }) => [
      path,
      ...aliases,
    ]),
  ),
];

/** What is there, and what can stand in a path for it. */
type Known = { action: string; contact: string; message: string; tokens: string[]; archive: string };

/** A server with something of everything. */
async function filled(server: TestServer, client: HttpClient): Promise<Known> {
  await client.publish(JSON.stringify(EXAMPLE_EVENTS));
  const draft = { Email: 'claire@example.com' };
  const contact = String(get(await done(call(client, 'POST', '/targets', draft)), 'id'));
  const segment = Number(
    get(await done(call(client, 'POST', '/segments', { type: 'static', name: 'segment' })), 'id'),
  );
  await done(call(client, 'POST', '/valueLists', { name: 'list', values: [{ index: 1, value: 'a' }] }));
  const path = await validatedAction(client, {
    ...SMALLEST_MAIL,
    settings: { ...SMALLEST_MAIL.settings, archive: true },
  });
  const wish = { recipient: { type: 'id', value: contact }, data: { order: 7 } };
  const type = { 'Content-Type': 'application/vnd.np6.cm.email' };
  const message = String(get(await done(call(client, 'POST', `${path}/execution`, wish, type)), 'id'));
  const [archived] = await eventually(
    async () => itemsOf(await client.get('/actions/archives')),
    ({ length }) => length === 1,
  );
  await eventually(
    async () => itemsOf(await client.get(`/targets/${contact}/events/activations`)),
    ({ length }) => length === 1,
  );
  await validatedAction(client, {
    ...SMALLEST_MAIL,
    type: 'mailCampaign',
    scheduler: {
      type: 'scheduled',
      startDate: '2099-01-01',
      segments: { selected: [segment], excluded: [] },
    },
  });
  await allButTheCampaignLeft(server);
  const action = path.slice('/actions/'.length);
  const linked = await pathsOf(messageTo(contact, { action }), server.catalog);
  await setOlderSecret(server.catalog.db, DEMO, 'ABCD');
  return {
    action,
    contact,
    message,
    tokens: EVERY_LINK.map((link) => linked(link).slice('/t/'.length)),
    archive: new URL(String(get(archived, 'url'))).pathname.slice('/archives/'.length),
  };
}

/** Proofs leave when they can; a proof that was asked for a moment before its action was written is tried again later. */
async function allButTheCampaignLeft(server: TestServer): Promise<void> {
  const reader = server.stranger();
  await scrapeUntil(reader, 'a queue with nothing but the campaign', (exposition) => {
    const waiting = (priority: string) => sampleOf(exposition, 'chappe_sends_waiting', { priority });
    return waiting('urgent') === 0 && waiting('message') === 0 && waiting('campaign') === 1;
  });
}

/** Paths with what is there in the places of their parameters, and with what is not. */
function plausible(path: string, { action, contact, message, tokens, archive }: Known): string[] {
  const of = (pattern: RegExp) => pattern.test(path);
  const ids = of(/^\/targets/)
    ? [contact, '000R4M0T']
    : of(/^\/messages/)
      ? [message]
      : of(/^\/(?:fields|valueLists|categories|segments|V1)/)
        ? ['1']
        : of(/^\/notifications/)
          ? ['156']
          : [action, '000PE4'];
  const filled = (id: string) =>
    path
      .replace('{id}', id)
      .replace(/\{target(?:Id)?\}/, contact)
      .replaceAll(/\{(?:segmentId|index)\}/g, '1');
  const named = [...ids, 'unseen'].map(filled);
  if (path === '/t/{token}') return [...tokens, 'unseen'].map((token) => `/t/${token}`);
  if (path === '/archives/{token}') return [archive, 'unseen'].map((token) => `/archives/${token}`);
  if (path === '/redirectUrl') {
    const target = 'https://shop.example/';
    const hash = createHash('md5').update(`ABCD${target}`).digest('hex');
    return [
      path,
      `${path}?GV1=DEMO028${action}${contact}0&targetUrl=${encodeURIComponent(target)}&h=${hash}`,
    ];
  }
  if (path === '/o5.aspx') return [path, `${path}?GV1=DEMO02800000${action}${contact}`];
  return [...new Set(named)].flatMap((url) => [url, `${url}?id=${contact}&sort=asc&startDate=0`]);
}

/** Everything that the server keeps but hits, which are what following a link is there to leave. */
async function stateOf(server: TestServer, client: HttpClient): Promise<unknown> {
  const events = [];
  for (const root of ['/actions', '/notifications', '/display']) {
    const all = itemsOf(await client.get(`${root}/events?sort=asc&classification=all`));
    events.push(all.filter((event) => !isNewHit(event)));
  }
  return { events, content: contentOf(server.data) };
}

/** Those of the example events are older. */
function isNewHit(event: unknown): boolean {
  return get(event, 'type') === 'hit' && Number(get(event, 'timestamp')) > Date.now() - 3_600_000;
}

test('GET and HEAD change nothing, on any path of the table of routes', async (t) => {
  const server = await serve({ settings: { hitWindow: 0 } });
  t.after(() => server.close());
  const client = await server.client({ permissions: KEEPER });
  const known = await filled(server, client);
  const documented = Object.keys(Object(get(jsonOf(await client.get('/openapi.json')), 'paths')));
  assert.ok([...FEEDS.map(({ path }) => path), ...documented].every((path) => PATHS.includes(path)));
  const hits = async () =>
    itemsOf(await client.get(`/targets/${known.contact}/events/hits?classification=all`)).length;

  const before = await stateOf(server, client);
  assert.ok(Object.keys(Object(get(before, 'content'))).length > 15);
  assert.equal(await hits(), 0);
  let found = 0;
  for (const url of PATHS.flatMap((path) => plausible(path, known))) {
    for (const method of ['GET', 'HEAD']) {
      const { status } = await client.send({ method, path: url });
      assert.ok(status < 500, `${method} ${url}: ${status}`);
      if (status === 200) found++;
      // A body that would be published, or end a subscription, if the method did not count.
      const form = url.startsWith('/t/');
      await client.send({
        method,
        path: url,
        headers: {
          'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
          'X-HTTP-Method-Override': 'POST',
        },
        body: form
          ? 'List-Unsubscribe=One-Click'
          : JSON.stringify({ ...EXAMPLE_EVENTS[0], id: crypto.randomUUID() }),
      });
    }
  }
  assert.ok(found > 200, String(found));
  // All links were followed: the hits are there, and nothing else is.
  const followed = 4 * (EVERY_LINK.length + 2);
  await eventually(hits, (count) => count >= followed);
  assert.equal(await hits(), followed);
  assert.deepEqual(await stateOf(server, client), before);
});
