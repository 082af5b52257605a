import type { Dispatch, ExecutionsOrder, Order } from '../actions/dispatch.ts';
import { expiryOf } from './lifetime.ts';
import { type Message, messagesOf } from './message.ts';
import { executionEvent } from './message-events.ts';
import type { SendQueue } from './queue.ts';
import { type NewSend, PRIORITIES } from './send.ts';
import { writeOrder } from './stored-order.ts';

export type QueueDispatchParts = {
  queue: Pick<SendQueue, 'accept'>;
  /** Whether the messages of an action leave before others. */
  isUrgent(action: string): Promise<boolean>;
  /** How long a message is tried that is not urgent, in milliseconds. */
  lifetime: number;
  now(): number;
};

/** Takes orders into the queue of an account. */
export class QueueDispatch implements Dispatch {
  readonly #parts: QueueDispatchParts;

  constructor(parts: QueueDispatchParts) {
    this.#parts = parts;
  }

  /** @throws QueueFull */
  async take(order: Order): Promise<void> {
    const { queue, now, lifetime, isUrgent } = this.#parts;
    if (order.kind === 'executions') {
      await this.#takeExecutions(order, await isUrgent(order.action));
      return;
    }
    const due = order.kind === 'campaign' ? order.start : now();
    // Proofs are waited for by those who make the action; a campaign is not.
    const priority = order.kind === 'campaign' ? PRIORITIES.campaign : PRIORITIES.message;
    await queue.accept([{ order: writeOrder(order), priority, due, expires: due + lifetime }], []);
  }

  async #takeExecutions(order: ExecutionsOrder, urgent: boolean): Promise<void> {
    if (order.executions.length === 0) return;
    const { queue, now, lifetime } = this.#parts;
    const time = now();
    const messages = messagesOf(order);
    const isUrgent = urgent || order.executions.every((execution) => execution.urgent === true);
    const send: NewSend = {
      order: writeOrder(alone(messages) ?? order),
      priority: isUrgent ? PRIORITIES.urgent : PRIORITIES.message,
      due: time,
      expires: expiryOf({ due: time, lifetime, urgent: isUrgent }),
    };
    const events = messages
      .filter(({ copyTo }) => copyTo === undefined)
      .map((message) => executionEvent(message, time));
    await queue.accept([send], events);
  }
}

/** Most requests are for one message, which need not be unfolded. */
function alone(messages: readonly Message[]): Message | undefined {
  return messages.length === 1 ? messages[0] : undefined;
}
