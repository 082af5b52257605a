import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Action } from '../actions/action.ts';
import type { CampaignOrder } from '../actions/dispatch.ts';
import { standing } from '../actions/standing.ts';
import type { ContactBook } from '../contacts/book.ts';
import type { Footprint } from '../events/model/receiver.ts';
import type { CampaignBacklog } from './campaign-backlog.ts';
import type { Outcome } from './dispatcher.ts';
import type { Message } from './message.ts';
import { executionEvent } from './message-events.ts';
import { type NewSend, PRIORITIES, type Send } from './send.ts';
import { writeOrder } from './stored-order.ts';

/** A campaign and how far it has come: up to which contact of which of its segments. */
export type CampaignProgress = CampaignOrder & { cursor?: { segment: number; after: string } };

export type CampaignParts = {
  contacts: Pick<ContactBook, 'members' | 'segmentsOf'>;
  action(id: string): Promise<Action | undefined>;
  /** Writes that all of it was made ready to leave. */
  sent(order: CampaignOrder): Promise<void>;
  backlog: CampaignBacklog;
  /** How long a message is tried, in milliseconds. */
  lifetime: number;
  now(): number;
};

/** How many messages are made ready at once, and how many of one campaign may wait before more are. */
const BATCH = 1000;
const MOST_WAITING = 5000;

const SOON = 500;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/**
 * Makes a campaign's messages ready, a batch at a time: however many contacts it has, few of its messages are in the
 * queue. A batch, the events that tell of it and how far the campaign has come are one commit, so that a campaign that
 * is killed goes on where it was.
 */
export class Campaign {
  readonly #parts: CampaignParts;

  constructor(parts: CampaignParts) {
    this.#parts = parts;
  }

  async attempt(order: CampaignProgress, send: Send): Promise<Outcome> {
    const { now, backlog, action } = this.#parts;
    const stands = standing(order, await action(order.action));
    if (stands === 'void') return this.#end(order);
    if (stands === 'early') {
      // Whoever validated it was killed, or it will be written in a moment.
      return now() - send.due > MINUTE ? this.#end(order) : { type: 'again', due: now() + SOON };
    }
    if (backlog.of(order.id) > MOST_WAITING) return { type: 'again', due: now() + SOON };
    if (order.end !== undefined && now() >= order.end) return await this.#finish(order);
    const { recipients, cursor } = this.#next(order, batchOf(order));
    if (cursor === undefined && recipients.length === 0) return await this.#finish(order);
    return this.#unfold(order, send, recipients, cursor);
  }

  async #finish(order: CampaignOrder): Promise<Outcome> {
    await this.#parts.sent(order);
    return this.#end(order);
  }

  #end({ id }: CampaignOrder): Outcome {
    this.#parts.backlog.forget(id);
    return { type: 'ended', events: [] };
  }

  #unfold(
    order: CampaignProgress,
    { priority }: Send,
    recipients: readonly Footprint[],
    cursor: CampaignProgress['cursor'],
  ): Outcome {
    const now = this.#parts.now();
    const messages = recipients.map((recipient) => this.#messageTo(recipient, order, now));
    this.#parts.backlog.add(order.id, messages.length);
    const expires = Math.min(order.end ?? Number.MAX_SAFE_INTEGER, now + this.#parts.lifetime);
    const sends = messages.map(
      (message): NewSend => ({
        order: writeOrder(message),
        priority: PRIORITIES.campaign,
        due: now,
        expires,
      }),
    );
    // Later than its messages, so that these go first.
    const due = now + pauseAfter(messages.length, order);
    const rest = { ...order, cursor: cursor ?? { segment: order.segments.selected.length, after: '' } };
    sends.push({ order: writeOrder(rest), priority, due, expires: due });
    return { type: 'unfolded', sends, events: messages.map((message) => executionEvent(message, now)) };
  }

  /** The next contacts that are in none of the segments before, and how far one has come with them. */
  #next(
    { segments: { selected }, cursor }: CampaignProgress,
    most: number,
  ): { recipients: Footprint[]; cursor: CampaignProgress['cursor'] } {
    const { contacts } = this.#parts;
    let { segment, after } = cursor ?? { segment: 0, after: '' };
    for (; segment < selected.length; segment++, after = '') {
      const id = selected[segment];
      if (id === undefined) break;
      const members = contacts.members(id, after, most);
      const before = selected.slice(0, segment);
      const recipients = members.filter(
        (member) =>
          before.length === 0 || !contacts.segmentsOf(member.id).some((each) => before.includes(each)),
      );
      const last = members.at(-1);
      if (last !== undefined) return { recipients, cursor: { segment, after: last.id } };
    }
    return { recipients: [], cursor: undefined };
  }

  #messageTo(
    recipient: Footprint,
    { action, id, segments, variables }: CampaignOrder,
    time: number,
  ): Message {
    return {
      kind: 'message',
      action,
      of: 'campaign',
      execution: {
        recipient,
        stamp: { time, id: randomUUIDv7(), thread: randomUUID(), set: id },
        variables,
      },
      ...(segments.excluded.length > 0 && { excluded: segments.excluded }),
    };
  }
}

/** How long the campaign waits after so many messages: with a speed, for as long as they have to leave. */
function pauseAfter(messages: number, { speed }: CampaignOrder): number {
  return speed > 0 ? Math.max(1, Math.round((messages * HOUR) / speed)) : 1;
}

/** With a speed, what leaves in a minute, as far as that is one batch. */
function batchOf({ speed }: CampaignOrder): number {
  return speed > 0 ? Math.min(Math.max(1, Math.round(speed / 60)), BATCH) : BATCH;
}
