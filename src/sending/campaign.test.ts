import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action } from '../actions/action.ts';
import type { CampaignOrder } from '../actions/dispatch.ts';
import { CAMPAIGN } from '../actions/records.contract.ts';
import type { Footprint } from '../events/model/receiver.ts';
import { Campaign, type CampaignParts, type CampaignProgress } from './campaign.ts';
import { CampaignBacklog } from './campaign-backlog.ts';
import type { Outcome } from './dispatcher.ts';
import { PRIORITIES, type Send } from './send.ts';
import { readOrder } from './stored-order.ts';

const NOW = 1_750_000_000_000;
const HOUR = 3_600_000;

const ORDER: CampaignOrder = {
  kind: 'campaign',
  id: 'b5c27f0e-0c5c-4b1e-9d5b-1b9a3d7f9a02',
  action: '000003',
  version: 5,
  start: NOW,
  segments: { selected: [1], excluded: [] },
  speed: 0,
  variables: {},
};

function reader(number: number): Footprint {
  const id = number.toString(36).toUpperCase().padStart(8, '0');
  return { type: 'footprint', id, unicity: `${number}@example.com`, hash: String(number).padStart(32, '0') };
}

/** An account with segments, and a campaign that stands; what it was told to have sent is kept. */
class Account {
  readonly sent: string[] = [];
  readonly backlog = new CampaignBacklog();
  readonly #segments: Record<number, readonly number[]>;

  constructor(segments: Record<number, readonly number[]>) {
    this.#segments = segments;
  }

  async run(order: CampaignProgress, more: Partial<CampaignParts> = {}): Promise<Outcome> {
    const action = { ...CAMPAIGN, id: order.action, version: order.version, state: 50 as const };
    const parts: CampaignParts = {
      contacts: {
        members: (segment, after, most) =>
          (this.#segments[segment] ?? [])
            .map(reader)
            .filter(({ id }) => id > after)
            .slice(0, most),
        segmentsOf: (contact) =>
          Object.entries(this.#segments)
            .filter(([, members]) => members.some((number) => reader(number).id === contact))
            .map(([segment]) => Number(segment)),
      },
      action: async (): Promise<Action> => ({ ...action, orders: { campaign: order.id } }),
      sent: async ({ id }) => {
        this.sent.push(id);
      },
      backlog: this.backlog,
      lifetime: HOUR,
      now: () => NOW,
      ...more,
    };
    const send: Send = {
      id: 1,
      order: '',
      priority: PRIORITIES.campaign,
      due: NOW,
      expires: NOW + HOUR,
      attempts: 0,
    };
    return new Campaign(parts).attempt(order, send);
  }

  /** Runs it to its end, and gives who got it and how many batches that took. */
  async finish(order: CampaignProgress): Promise<{ recipients: string[]; batches: number }> {
    const recipients: string[] = [];
    let current = order;
    for (let batches = 0; ; batches++) {
      const outcome = await this.run(current);
      if (outcome.type !== 'unfolded') return { recipients, batches };
      assert.equal(outcome.events.length, outcome.sends.length - 1);
      for (const { order: text } of outcome.sends) {
        const stored = readOrder(text);
        if (stored.kind === 'message') recipients.push(stored.execution.recipient.id);
        else if (stored.kind === 'campaign') current = stored;
      }
    }
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const ids = (list: readonly number[]) => list.map((number) => reader(number).id);

describe('a campaign', () => {
  test('reaches every contact of its segments once, a batch at a time, and is sent then', async () => {
    const account = new Account({ 1: numbers(1, 1500), 2: numbers(1400, 2200) });
    const order = { ...ORDER, segments: { selected: [1, 2], excluded: [] } };
    const { recipients, batches } = await account.finish(order);
    assert.deepEqual(recipients, ids(numbers(1, 2200)));
    assert.equal(batches, 3);
    assert.deepEqual(account.sent, [ORDER.id]);
  });

  test('to nobody is sent at once', async () => {
    const account = new Account({ 1: [] });
    assert.deepEqual(await account.finish(ORDER), { recipients: [], batches: 0 });
    assert.deepEqual(account.sent, [ORDER.id]);
  });

  for (const [speed, size, pause] of [
    [600, 10, 60_000],
    // Fewer than one a minute, and more than are made ready at once.
    [12, 1, 300_000],
    [600_000, 1000, 6000],
  ] as const) {
    test(`with ${speed} messages an hour makes ${size} ready, and goes on after ${pause} ms`, async () => {
      const outcome = await new Account({ 1: numbers(1, 1500) }).run({ ...ORDER, speed });
      assert.ok(outcome.type === 'unfolded');
      assert.equal(outcome.events.length, size);
      assert.equal(outcome.sends.at(-1)?.due, NOW + pause);
    });
  }

  test('gives its messages its variables, its id as their set, and no more time than it has', async () => {
    const order = { ...ORDER, end: NOW + 1000, variables: { shop: 'Lyon' } };
    const outcome = await new Account({ 1: [7] }).run(order);
    assert.ok(outcome.type === 'unfolded');
    const [send] = outcome.sends;
    const message = readOrder(send?.order ?? '');
    assert.ok(message.kind === 'message');
    assert.deepEqual([message.of, message.execution.variables], ['campaign', { shop: 'Lyon' }]);
    assert.equal(message.execution.stamp.set, ORDER.id);
    assert.equal(send?.expires, NOW + 1000);
  });

  test('names the segments that do not get it, which are looked at when a message leaves', async () => {
    const order = { ...ORDER, segments: { selected: [1], excluded: [9] } };
    const outcome = await new Account({ 1: [7] }).run(order);
    const message = readOrder((outcome.type === 'unfolded' && outcome.sends[0]?.order) || '');
    assert.deepEqual(message.kind === 'message' && message.excluded, [9]);
  });

  test('waits while much of it has not left yet', async () => {
    const account = new Account({ 1: numbers(1, 9000) });
    let current: CampaignProgress = ORDER;
    let outcome = await account.run(current);
    for (; outcome.type === 'unfolded'; outcome = await account.run(current)) {
      const rest = readOrder(outcome.sends.at(-1)?.order ?? '');
      assert.ok(rest.kind === 'campaign');
      current = rest;
    }
    assert.deepEqual([outcome.type, account.backlog.of(ORDER.id)], ['again', 6000]);
    const other = { ...ORDER, id: 'd1e3b1a5-5b6c-4c8e-8a53-1c5a1a0f7b11' };
    assert.equal((await account.run(other)).type, 'unfolded');
    for (let ended = 0; ended < 1000; ended++) account.backlog.end(ORDER.id);
    assert.equal((await account.run(current)).type, 'unfolded');
  });

  test('stops at its end, and is sent then', async () => {
    const account = new Account({ 1: [7] });
    assert.deepEqual(await account.finish({ ...ORDER, end: NOW }), { recipients: [], batches: 0 });
    assert.deepEqual(account.sent, [ORDER.id]);
  });

  test('that was taken back is forgotten; one that is not confirmed yet waits a moment', async () => {
    const account = new Account({ 1: [7] });
    const forgotten = { type: 'ended', events: [] };
    assert.deepEqual(await account.run(ORDER, { action: async () => undefined }), forgotten);
    const early = { ...CAMPAIGN, id: ORDER.action, version: ORDER.version - 1 };
    assert.equal((await account.run(ORDER, { action: async () => early })).type, 'again');
    const later = { action: async () => early, now: () => NOW + 120_000 };
    assert.deepEqual(await account.run(ORDER, later), forgotten);
    assert.deepEqual(account.sent, []);
  });
});
