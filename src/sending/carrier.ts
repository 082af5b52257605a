import type { ExecutionsOrder } from '../actions/dispatch.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignBacklog } from './campaign-backlog.ts';
import type { Outcome } from './dispatcher.ts';
import type { EmailAttempt } from './email-attempt.ts';
import { expiryOf } from './lifetime.ts';
import { type Message, messagesOf } from './message.ts';
import type { Proofs } from './proofs.ts';
import { PRIORITIES, type Send } from './send.ts';
import { readOrder, writeOrder } from './stored-order.ts';

export type CarrierParts = {
  email: Pick<EmailAttempt, 'attempt'>;
  proofs: Proofs;
  campaign: Campaign;
  backlog: CampaignBacklog;
};

/** Carries out what is due, whatever it is. */
export class Carrier {
  readonly #parts: CarrierParts;

  constructor(parts: CarrierParts) {
    this.#parts = parts;
  }

  async attempt(send: Send, noted: Promise<void>): Promise<Outcome> {
    const order = readOrder(send.order);
    switch (order.kind) {
      case 'message':
        return this.#sendOne(order, send, noted);
      case 'executions':
        return unfoldExecutions(order, send);
      case 'proofs':
        return this.#parts.proofs.attempt(order, send);
      case 'campaign':
        return this.#parts.campaign.attempt(order, send);
    }
  }

  async #sendOne(message: Message, send: Send, noted: Promise<void>): Promise<Outcome> {
    const { email, backlog } = this.#parts;
    const outcome = await email.attempt(message, send, noted);
    const { set } = message.execution.stamp;
    if (outcome.type === 'ended' && message.of === 'campaign' && set !== undefined) backlog.end(set);
    return outcome;
  }
}

/** The events of the executions were published when they were taken. */
function unfoldExecutions(order: ExecutionsOrder, { due, expires, priority }: Send): Outcome {
  const sends = messagesOf(order).map((message) => {
    const urgent = message.execution.urgent === true;
    return {
      order: writeOrder(message),
      priority: urgent ? PRIORITIES.urgent : priority,
      due,
      expires: expiryOf({ due, lifetime: expires - due, urgent }),
    };
  });
  return { type: 'unfolded', sends, events: [] };
}
