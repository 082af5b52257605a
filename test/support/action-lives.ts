import assert from 'node:assert/strict';
import type { CampaignOrder, Order, ProofsOrder } from '../../src/actions/dispatch.ts';
import { reportProofs } from '../../src/actions/reporting.ts';
import { CatalogActions } from '../../src/storage/actions/catalog-actions.ts';
import { RememberedActions } from '../../src/storage/actions/remembered-actions.ts';
import { createdAction, SMALLEST_MAIL } from './action-fixtures.ts';
import { HandedOver, OTHER } from './handed-over.ts';
import type { HttpClient, Reply } from './http-client.ts';
import { call, done, KEEPER } from './json-calls.ts';
import { get } from './promised-feeds.ts';
import { DEMO, serve, type TestServer } from './server.ts';

/** Ids of segments: of tests with a contact, of tests without, and of all contacts. */
export const [TESTERS, NOBODY, EVERYBODY] = [1, 2, 3];

/** A campaign, for all contacts and at once unless something else is said. */
export const campaign = (scheduler: object = { type: 'asap', segments: { selected: [EVERYBODY] } }) => ({
  ...SMALLEST_MAIL,
  type: 'mailCampaign',
  scheduler,
});

export function assertNoContent(reply: Reply): void {
  assert.deepEqual([reply.status, reply.body.length], [204, 0], reply.body.toString());
}

/** A server on which actions are tested and validated; its segments are there. */
export class ActionLives {
  readonly handed = new HandedOver();
  #server: TestServer | undefined;
  #client: HttpClient | undefined;

  async open(): Promise<void> {
    const accounts = [DEMO, OTHER];
    this.#server = await serve({ accounts, dispatchOf: (account) => this.handed.of(account) });
    this.#client = await this.#server.client({ permissions: KEEPER });
    for (const [name, isTest, expected] of [
      ['BAT TEST', true, TESTERS],
      ['nobody', true, NOBODY],
      ['all', false, EVERYBODY],
    ]) {
      const made = await done(call(this.client, 'POST', '/segments', { type: 'static', name, isTest }));
      assert.equal(get(made, 'id'), expected);
    }
    const id = get(await done(call(this.client, 'POST', '/targets', { Email: 'claire@example.com' })), 'id');
    for (const each of [TESTERS, EVERYBODY])
      await call(this.client, 'POST', `/targets/${id}/segments/${each}`);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  get server(): TestServer {
    assert.ok(this.#server);
    return this.#server;
  }

  get client(): HttpClient {
    assert.ok(this.#client);
    return this.#client;
  }

  /** As the sending pipeline has it, on a catalog of its own. */
  records(account = DEMO): CatalogActions {
    return new CatalogActions(this.server.catalog, account, new RememberedActions());
  }

  desk() {
    return { records: this.records(), now: () => Date.UTC(2026, 10, 20, 12) };
  }

  ordersFor(path: string): Order[] {
    return this.handed.of(DEMO).orders.filter(({ action }) => `/actions/${action}` === path);
  }

  proofsOf(path: string): ProofsOrder {
    const order = this.ordersFor(path).findLast(({ kind }) => kind === 'proofs');
    assert.ok(order?.kind === 'proofs');
    return order;
  }

  campaignOf(path: string): CampaignOrder {
    const order = this.ordersFor(path).findLast(({ kind }) => kind === 'campaign');
    assert.ok(order?.kind === 'campaign');
    return order;
  }

  validate(path: string, draft?: unknown): Promise<Reply> {
    return call(this.client, 'POST', `${path}/validation`, draft);
  }

  takeBack(path: string, body?: unknown): Promise<Reply> {
    return call(this.client, 'DELETE', `${path}/validation`, body);
  }

  async stateOf(path: string): Promise<unknown> {
    return get(await done(call(this.client, 'GET', path)), 'informations', 'state');
  }

  /** A message or a campaign that was tested. */
  async tested(draft: object = SMALLEST_MAIL): Promise<string> {
    const path = await createdAction(this.client, draft);
    assertNoContent(await this.validate(path, { fortest: true, testSegments: [TESTERS] }));
    await reportProofs(this.desk(), this.proofsOf(path), 'test passed');
    assert.equal(await this.stateOf(path), 38);
    return path;
  }
}
