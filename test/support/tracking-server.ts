import { parseAccount } from '../../src/accounts/account.ts';
import type { LinkTarget } from '../../src/tracking/tracked-link.ts';
import { SMALLEST_MAIL } from './action-fixtures.ts';
import { eventually } from './eventually.ts';
import { type HttpClient, itemsOf } from './http-client.ts';
import { call, done, KEEPER } from './json-calls.ts';
import { get } from './promised-feeds.ts';
import { DEMO, type ServerWish, serve, type TestServer } from './server.ts';
import { validatedAction } from './validated-action.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

export const OTHER = parseAccount('OTHER/001');

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

/** What the proxy before the server says of a person. */
export const PERSON = { 'X-Forwarded-For': '203.0.113.7', 'User-Agent': CHROME };

export const SHOP: Extract<LinkTarget, { type: 'redirection' }> = {
  type: 'redirection',
  source: 'html',
  label: 'shop',
  destination: 'https://shop.example/a?b=c',
};

/** A server whose links are followed, and what tests of them ask of it. */
export type TrackingServer = {
  server: TestServer;
  client: HttpClient;
  /** Who follows links has no key. */
  stranger: HttpClient;
  /** Creates a contact, and gives its id. */
  contact(address: string, more?: object): Promise<string>;
  /** The events of a contact of one type, once there are so many. */
  eventsOf(id: string, type: string, count: number): Promise<unknown[]>;
  /** Sends a message of an action of its own to a contact; gives the id of the action. */
  sentTo(id: string, content: object): Promise<string>;
};

/** @param settings those that are to be others than usual. */
export async function serveTracking(settings: ServerWish['settings'] = {}): Promise<TrackingServer> {
  const server = await serve({
    accounts: [DEMO, OTHER],
    settings: {
      hitWindow: 1,
      trustedProxies: '127.0.0.1',
      formUrl: 'https://forms.example/{account}/{form}',
      listUnsubscribe: 'all',
      ...settings,
    },
  });
  const client = await server.client({ permissions: KEEPER });
  return {
    server,
    client,
    stranger: server.stranger(),
    contact: async (address, more = {}) =>
      String(get(await done(call(client, 'POST', '/targets', { Email: address, ...more })), 'id')),
    eventsOf: (id, type, count) =>
      eventually(
        async () => {
          const all = itemsOf(await client.get(`/targets/${id}/events?sort=asc&classification=all`));
          return all.filter((event) => get(event, 'type') === type);
        },
        ({ length }) => length >= count,
      ),
    async sentTo(id, content) {
      const path = await validatedAction(client, {
        ...SMALLEST_MAIL,
        content: { ...SMALLEST_MAIL.content, subject: 'News', ...content },
      });
      const wish = { recipient: { type: 'id', value: id } };
      await done(call(client, 'POST', `${path}/execution`, wish, EMAIL));
      return path.slice('/actions/'.length);
    },
  };
}

export function detailOf(event: unknown, ...path: string[]): unknown {
  return get(event, 'source', 'detail', ...path);
}
