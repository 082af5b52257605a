import type { Dispatch, Order } from '../dispatch.ts';

/** Keeps orders and carries none out: for tests. */
export class MemoryDispatch implements Dispatch {
  readonly orders: Order[] = [];

  async take(order: Order): Promise<void> {
    this.orders.push(structuredClone(order));
  }
}
