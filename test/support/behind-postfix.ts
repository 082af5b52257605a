import assert from 'node:assert/strict';
import { addDomain } from '../../src/senders/domains.ts';
import { addProfile } from '../../src/senders/profiles.ts';
import { SMALLEST_MAIL } from './action-fixtures.ts';
import type { Cleaner } from './data-folder.ts';
import { eventually } from './eventually.ts';
import { sampleOf } from './exposition.ts';
import { type HttpClient, itemsOf } from './http-client.ts';
import { call, done, KEEPER } from './json-calls.ts';
import { domainOfPort, POSTFIX_URL } from './postfix.ts';
import { get } from './promised-feeds.ts';
import { scrapeUntil } from './scrape.ts';
import { DEMO, type ServerWish, serve, type TestServer } from './server.ts';
import { freePort } from './smtp-client.ts';
import { validatedAction } from './validated-action.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

/** A server for which a real Postfix carries mail away and brings it back, and an action to write by. */
export class BehindPostfix {
  readonly server: TestServer;
  readonly client: HttpClient;
  /** The path of the action. */
  readonly action: string;
  /** What stands behind the @ of return paths. */
  readonly bounceDomain: string;

  private constructor(server: TestServer, client: HttpClient, action: string, bounceDomain: string) {
    this.server = server;
    this.client = client;
    this.action = action;
    this.bounceDomain = bounceDomain;
  }

  /** @param reply where answers go on to. */
  static async start(t: Cleaner, settings: ServerWish['settings'], reply?: string): Promise<BehindPostfix> {
    const inboundPort = await freePort();
    const domain = `news.acme.test.${domainOfPort(inboundPort)}`;
    const server = await serve({ settings: { inboundPort, ...settings } });
    t.after(async () => {
      await server.close();
      assert.deepEqual(server.errors, []);
    });
    await addProfile(server.catalog.db, DEMO, 'postfix', POSTFIX_URL);
    await addDomain(server.catalog.db, DEMO, domain);
    const client = await server.client({ permissions: KEEPER });
    const headers = {
      from: { prefix: 'news', domain, label: 'Acme' },
      ...(reply !== undefined && { reply }),
    };
    const action = await validatedAction(client, {
      ...SMALLEST_MAIL,
      content: { ...SMALLEST_MAIL.content, headers, subject: 'News' },
    });
    return new BehindPostfix(server, client, action, `bounces.${domain}`);
  }

  /** Writes to a contact. */
  async execute(contact: string): Promise<void> {
    const wish = { recipient: { type: 'id', value: contact } };
    await done(call(this.client, 'POST', `${this.action}/execution`, wish, EMAIL));
  }

  /** Writes to a new contact, and gives its id. */
  async writtenTo(address: string): Promise<string> {
    const created = await done(call(this.client, 'POST', '/targets', { Email: address }));
    const contact = String(get(created, 'id'));
    await this.execute(contact);
    return contact;
  }

  contact(id: string): Promise<unknown> {
    return done(call(this.client, 'GET', `/targets/${id}`));
  }

  /** The events of one type of a contact, in their order, when there are so many. */
  eventsOf(contact: string, type: string, many = 1): Promise<unknown[]> {
    return eventually(
      async () =>
        itemsOf(await this.client.get(`/targets/${contact}/events?classification=all&sort=asc`)).filter(
          (event) => get(event, 'type') === type,
        ),
      ({ length }) => length >= many,
    );
  }

  /** The only event of one type of a contact, which must be of its only message, and be in a feed of the action. */
  async onlyEventOf(contact: string, type: string, feed: string): Promise<unknown> {
    const [event, ...others] = await this.eventsOf(contact, type);
    const [activation] = await this.eventsOf(contact, 'activation');
    assert.deepEqual(others, []);
    assert.deepEqual(
      get(event, 'source', 'detail', 'activation'),
      get(activation, 'source', 'detail', 'activation'),
    );
    const all = itemsOf(await this.client.get(`${this.action}/${feed}`));
    assert.deepEqual(
      all.filter((each) => get(each, 'id') === get(event, 'id')),
      [event],
    );
    return event;
  }

  /** Waits until something that came back was counted as this. */
  async counted(made: string): Promise<void> {
    await scrapeUntil(
      this.server.stranger(),
      made,
      (all) => (sampleOf(all, 'chappe_feedback_total', { made }) ?? 0) > 0,
    );
  }

  /** Fails unless the next message to a contact is cancelled for this reason. */
  async assertStopped(contact: string, type: string): Promise<void> {
    await this.execute(contact);
    const [cancellation] = await this.eventsOf(contact, 'cancellation');
    assert.deepEqual(get(cancellation, 'source', 'detail', 'cancellation'), { type });
  }
}
