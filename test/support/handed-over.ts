import assert from 'node:assert/strict';
import { type AccountName, formatAccount, parseAccount } from '../../src/accounts/account.ts';
import type { Execution } from '../../src/actions/dispatch.ts';
import { MemoryDispatch } from '../../src/actions/memory/memory-dispatch.ts';
import { DEMO } from './server.ts';

/** An account beside that of the fixtures. */
export const OTHER = parseAccount('OTHER/001');

/** What was handed over to be sent. */
export class HandedOver {
  readonly #dispatches = new Map(
    [DEMO, OTHER].map((account) => [formatAccount(account), new MemoryDispatch()]),
  );

  of(account: AccountName): MemoryDispatch {
    const dispatch = this.#dispatches.get(formatAccount(account));
    assert.ok(dispatch);
    return dispatch;
  }

  /** The messages of the only order there is, which is for this action. */
  executionsOf(path: string): readonly Execution[] {
    const [order, ...others] = this.of(DEMO).orders;
    assert.ok(order?.kind === 'executions');
    assert.deepEqual(others, []);
    assert.equal(`/actions/${order.action}`, path);
    return order.executions;
  }

  assertNothing(): void {
    for (const { orders } of this.#dispatches.values()) assert.deepEqual(orders, []);
  }

  forget(): void {
    for (const { orders } of this.#dispatches.values()) orders.splice(0);
  }
}
