import assert from 'node:assert/strict';
import { assertSame } from '../../src/events/contract/reading.contract.ts';
import { type HttpClient, plainBody } from './http-client.ts';
import { get, idsIn, promisedBy, robotOf } from './promised-feeds.ts';

/** An event that was published, and its text. */
export type Published = { id: string; timestamp: number; text: string; event: unknown };

/** An event by its text. */
export function publishedAs(text: string): Published {
  const event: unknown = JSON.parse(text);
  return { id: String(get(event, 'id')), timestamp: Number(get(event, 'timestamp')), text, event };
}

/** Feeds that are made of sealed blocks as far as there are any: of all, of one type, and with robots between. */
const FEEDS = ['/actions/events', '/actions/events/executions', '/actions/events?classification=all'];

/** The same of the action that has the most events. */
function feedOfAction(published: readonly Published[]): string[] {
  const actions = Map.groupBy(published, ({ event }) => idsIn('/actions', [event])[0]);
  const [most] = [...actions].toSorted(([, a], [, b]) => b.length - a.length);
  return most === undefined ? [] : [`/actions/${most[0]}/events`];
}

const ORDERS = ['asc', 'desc'] as const;

/**
 * Asserts that feeds give exactly these events, byte for byte, in both orders, compressed and not.
 *
 * @param published all events of the log, in the order in which they were published.
 */
export async function assertFeeds(client: HttpClient, published: readonly Published[]): Promise<void> {
  const ascending = published.toSorted((a, b) => a.timestamp - b.timestamp);
  for (const feed of [...FEEDS, ...feedOfAction(published)]) {
    const [path = '', query] = feed.split('?');
    const { holds } = promisedBy(path);
    const shown = ascending.filter(
      ({ event }) => holds(event) && (query !== undefined || robotOf(event) === undefined),
    );
    const texts = shown.map(({ text }) => text);
    for (const sort of ORDERS) {
      const expected = sort === 'asc' ? texts : texts.toReversed();
      for (const encoding of ['identity', 'gzip']) {
        const url = `${path}?${query ?? ''}&sort=${sort}`;
        const reply = await client.get(url, { 'Accept-Encoding': encoding });
        assert.equal(reply.status, 200, reply.body.toString());
        const found = plainBody(reply).toString();
        if (found === `[${expected.join(',')}]`) continue;
        assertSame(textsIn(found), expected, `${url} as ${encoding}`);
        assert.fail(`${url} as ${encoding} is framed wrongly`);
      }
    }
  }
}

function textsIn(array: string): string[] {
  const events: unknown = JSON.parse(array);
  assert.ok(Array.isArray(events));
  return events.map((event) => JSON.stringify(event));
}

/** The texts of all events of actions, in ascending order, as the log has them now. */
export async function textsOf(client: HttpClient): Promise<string[]> {
  const reply = await client.get('/actions/events?classification=all&sort=asc', {
    Accept: 'application/x-ndjson',
  });
  assert.equal(reply.status, 200, reply.body.toString());
  return reply.body.toString().split('\n').slice(0, -1);
}

/** What may have become of events. Of all others each is there as it was published. */
export type Leave = {
  gone?(published: Published): boolean;
  /** Whether an event may have become this text; it keeps its id and its timestamp. */
  changed?(published: Published, text: string): boolean;
};

/** Asserts that the log has nothing that was not published, and each event once; gives what it has. */
export async function settle(
  client: HttpClient,
  published: readonly Published[],
  { gone = () => false, changed = () => false }: Leave,
): Promise<Published[]> {
  const found = (await textsOf(client)).map(publishedAs);
  const byId = new Map(found.map((event) => [event.id, event]));
  assert.equal(byId.size, found.length, 'an event is there twice');
  const settled = published.flatMap((event) => {
    const now = byId.get(event.id);
    byId.delete(event.id);
    if (now === undefined) {
      assert.ok(gone(event), `lost: ${event.text}`);
      return [];
    }
    if (now.text !== event.text) {
      assert.ok(changed(event, now.text), `${now.text} instead of ${event.text}`);
      assert.equal(now.timestamp, event.timestamp);
    }
    return [now];
  });
  assert.deepEqual([...byId.keys()], [], 'invented');
  return settled;
}
