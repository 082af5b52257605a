import { describe } from 'node:test';
import { accountsContract } from './contract/accounts.contract.ts';
import { appendingContract } from './contract/appending.contract.ts';
import { framingContract } from './contract/framing.contract.ts';
import type { MakeLogs } from './contract/make.contract.ts';
import { orderingContract } from './contract/ordering.contract.ts';
import { robotsContract } from './contract/robots.contract.ts';
import { scopesContract } from './contract/scopes.contract.ts';
import { streamingContract } from './contract/streaming.contract.ts';
import { talliesContract } from './contract/tallies.contract.ts';
import { windowsContract } from './contract/windows.contract.ts';

/**
 * Registers the tests that every implementation of `EventLogs` passes.
 *
 * Expectations are written out by hand here; `log.property.ts` compares with the plainest implementation instead.
 * What depends on the means of storage (durability, all or nothing, a full disk) is tested beside each implementation.
 */
export function eventLogContract(name: string, make: MakeLogs): void {
  describe(`${name} keeps the promises of an event log`, () => {
    appendingContract(make);
    orderingContract(make);
    windowsContract(make);
    scopesContract(make);
    talliesContract(make);
    robotsContract(make);
    framingContract(make);
    streamingContract(make);
    accountsContract(make);
  });
}
