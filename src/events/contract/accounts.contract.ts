import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entries, uuid } from './entries.contract.ts';
import { type MakeLogs, withLogs } from './make.contract.ts';
import { assertReads } from './reading.contract.ts';

/** What the logs of different accounts have in common: nothing. */
export function accountsContract(make: MakeLogs): void {
  describe('accounts', () => {
    test('share no events, no ids and no positions', () =>
      withLogs(make, async (logs) => {
        const one = logs.of('DEMO-028');
        const other = logs.of('DEMO-28');
        await one.append(entries({ n: 1, contact: 'C1' }, { n: 2, owner: 'A' }));
        assert.equal(other.head(), 0);
        assert.equal(other.has({ of: 'contact', id: 'C1' }), false);
        assert.equal(other.has({ of: 'owner', family: 'actions', id: 'A' }), false);
        await assertReads(other, {}, []);

        const same = await other.append(entries({ n: 3, id: uuid(1) }));
        assert.deepEqual(same, { duplicates: [false], position: 1 });
        await assertReads(other, {}, [3]);
        await assertReads(one, {}, [1, 2]);
      }));

    test('may be appended to at the same time', () =>
      withLogs(make, async (logs) => {
        const accounts = ['DEMO-028', 'DEMO-28', 'DEMO-0028', 'ACME-028', 'ACME-1'];
        await Promise.all(
          accounts.flatMap((account, index) => [
            logs.of(account).append(entries({ n: 10 * index + 1 }, { n: 10 * index + 2 })),
            logs.of(account).append(entries({ n: 10 * index + 3 })),
          ]),
        );
        for (const [index, account] of accounts.entries()) {
          const mine = [1, 2, 3].map((n) => 10 * index + n);
          await assertReads(logs.of(account), {}, mine);
        }
      }));

    test('have one log each, however often it is asked for', () =>
      withLogs(make, async (logs) => {
        await logs.of('DEMO-028').append(entries({ n: 1 }));
        assert.equal(logs.of('DEMO-028'), logs.of('DEMO-028'));
        assert.equal(logs.of('DEMO-028').head(), 1);
      }));
  });
}
