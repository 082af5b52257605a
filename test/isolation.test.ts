import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type AccountName, parseAccount } from '../src/accounts/account.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { withAt } from './fixtures/json-pointer.ts';
import { CORPUS } from './support/corpus.ts';
import { urlsOf, withQuery } from './support/feed-urls.ts';
import { type HttpClient, logPosition, plainBody } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get, promisedBy } from './support/promised-feeds.ts';
import { execution, lines } from './support/sample-events.ts';
import { serve, type TestServer } from './support/server.ts';

/** One of two accounts that have the same events, down to every id, but for a word that marks whose they are. */
type Twin = { account: AccountName; marker: string; events: unknown[]; client: HttpClient };

let server: TestServer;
let left: Twin;
let right: Twin;

before(async () => {
  const accounts = ['TWIN/028', 'TWIN/0281'].map(parseAccount);
  const [first, second] = accounts;
  assert.ok(first && second);
  server = await serve({ accounts });
  left = await settle(first, 'hawthorn', 0);
  // Two events more: even a number that belongs to the other would be noticed.
  right = await settle(second, 'juniper', 2);
});
after(() => server.close());

async function settle(account: AccountName, marker: string, more: number): Promise<Twin> {
  const events: unknown[] = [
    ...CORPUS,
    ...Array.from({ length: more }, (_, number) =>
      execution({ number: 70_000 + number, action: `of-${marker}` }),
    ),
  ].map((event) => {
    const owned = withAt(event, '/identity', { type: 'customer', ...account });
    return withAt(owned, '/marker', marker);
  });
  const client = await server.client({}, account);
  const reply = await client.publishLines(lines(events));
  assert.equal(reply.status, 200, reply.body.toString());
  return { account, marker, events, client };
}

const FORMS = [
  { Accept: 'application/json' },
  { Accept: 'application/x-ndjson', 'Accept-Encoding': 'gzip' },
] as const;

/** Whatever is asked with a key: only its own account's events, as many as there are. */
async function compare(mine: Twin, other: Twin, url: string, form: (typeof FORMS)[number]): Promise<void> {
  const promised = promisedBy(url);
  const held = mine.events.filter(promised.holds).length;
  const known = mine.events.some(promised.owns);
  const reply = await mine.client.get(withQuery(url, 'classification=all'), form);
  const text = plainBody(reply).toString();
  assert.equal(reply.status, known ? 200 : 404, url);
  assert.equal(text.split(`"marker":"${mine.marker}"`).length - 1, held, url);
  assert.ok(!text.includes(other.marker), url);
  assert.ok(!text.includes(`"customer":"${other.account.customer}"`), url);
  assert.ok(!JSON.stringify(reply.headers).includes(other.marker));
  if (known) assert.equal(logPosition(reply), mine.events.length);
}

describe('a key never sees a byte of another account', () => {
  for (const { path } of FEEDS) {
    test(path, async () => {
      for (const [index, url] of urlsOf(path).entries()) {
        const [form, another] = index % 2 === 0 ? FORMS : [FORMS[1], FORMS[0]];
        await compare(left, right, url, form);
        await compare(right, left, url, another);
      }
    });
  }
});

test('an id that only the other account has is as unknown as any', async () => {
  const url = `/actions/of-${right.marker}/events`;
  assert.equal((await right.client.get(url)).status, 200);
  assertProblem(await left.client.get(url), 404, 'not-found');
  assertProblem(await left.client.get('/actions/of-nobody/events'), 404, 'not-found');
});

test('nothing is published into the other account', async () => {
  const event = execution({ number: 80_000, account: right.account });
  for (const reply of [
    await left.client.publish(JSON.stringify(event)),
    await left.client.publish(JSON.stringify([event])),
    await left.client.publishLines(lines([event])),
  ]) {
    const { errors } = assertProblem(reply, 400, 'invalid-event');
    assert.equal(errors?.[0]?.pointer, '/identity');
  }
  for (const { client, events } of [left, right]) {
    assert.equal(logPosition(await client.head('/actions/events')), events.length);
  }
});

test('an id that the other account has is no duplicate', () => {
  const ids = ({ events }: Twin) => new Set(events.map((event) => get(event, 'id')));
  assert.ok(ids(left).isSubsetOf(ids(right)));
  assert.equal(ids(left).size, CORPUS.length);
});
