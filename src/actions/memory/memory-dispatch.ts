import type { Dispatch, Order } from '../dispatch.ts';
import type { FirstAnswer, NamedRequest } from '../first-answer.ts';

/** Keeps orders and carries none out, and forgets no answer: for tests. */
export class MemoryDispatch implements Dispatch {
  readonly orders: Order[] = [];

  readonly #answers: FirstAnswer[] = [];

  async take(order: Order, answer?: FirstAnswer): Promise<void> {
    if (answer !== undefined) this.#answers.push(answer);
    if (order.kind !== 'executions' || order.executions.length > 0) this.orders.push(structuredClone(order));
  }

  answerTo({ operation, name }: NamedRequest): FirstAnswer | undefined {
    return this.#answers.findLast((answer) => answer.operation === operation && answer.name === name);
  }
}
