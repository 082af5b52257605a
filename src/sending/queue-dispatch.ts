import type { Dispatch, ExecutionsOrder, Order } from '../actions/dispatch.ts';
import type { FirstAnswer, NamedRequest } from '../actions/first-answer.ts';
import { expiryOf } from './lifetime.ts';
import { type Message, messagesOf } from './message.ts';
import { executionEvent } from './message-events.ts';
import type { KeptAnswer, SendQueue } from './queue.ts';
import { type NewSend, PRIORITIES } from './send.ts';
import { writeOrder } from './stored-order.ts';

export type QueueDispatchParts = {
  queue: Pick<SendQueue, 'accept' | 'answerTo'>;
  /** Whether the messages of an action leave before others. */
  isUrgent(action: string): Promise<boolean>;
  /** How long a message is tried that is not urgent, in milliseconds. */
  lifetime: number;
  /** How long what a request was answered is remembered, in milliseconds. */
  memory: number;
  now(): number;
};

/** Takes orders into the queue of an account. */
export class QueueDispatch implements Dispatch {
  readonly #parts: QueueDispatchParts;

  constructor(parts: QueueDispatchParts) {
    this.#parts = parts;
  }

  /** @throws QueueFull */
  async take(order: Order, answer?: FirstAnswer): Promise<void> {
    const { queue, now, lifetime, isUrgent } = this.#parts;
    if (order.kind === 'executions') {
      await this.#takeExecutions(order, await isUrgent(order.action), this.#kept(answer));
      return;
    }
    const due = order.kind === 'campaign' ? order.start : now();
    // Proofs are waited for by those who make the action; a campaign is not.
    const priority = order.kind === 'campaign' ? PRIORITIES.campaign : PRIORITIES.message;
    await queue.accept(
      [{ order: writeOrder(order), priority, due, expires: due + lifetime }],
      [],
      this.#kept(answer),
    );
  }

  answerTo(request: NamedRequest): FirstAnswer | undefined {
    const { queue, now } = this.#parts;
    return queue.answerTo(request, now());
  }

  #kept(answer: FirstAnswer | undefined): KeptAnswer | undefined {
    const { now, memory } = this.#parts;
    return answer && { ...answer, expires: now() + memory };
  }

  async #takeExecutions(
    order: ExecutionsOrder,
    urgent: boolean,
    answer: KeptAnswer | undefined,
  ): Promise<void> {
    const { queue, now, lifetime } = this.#parts;
    if (order.executions.length === 0) {
      if (answer !== undefined) await queue.accept([], [], answer);
      return;
    }
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
    await queue.accept([send], events, answer);
  }
}

/** Most requests are for one message, which need not be unfolded. */
function alone(messages: readonly Message[]): Message | undefined {
  return messages.length === 1 ? messages[0] : undefined;
}
