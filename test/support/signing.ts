import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import type { AccountKeys, SigningKeys } from '../../src/tracking/signing-keys.ts';

/** Keys of 32 bytes: the number of the account, that of the key, then zeros. */
export function keysOf(account: number, ...numbers: number[]): AccountKeys {
  const keys = numbers.map((number) => {
    const secret = Buffer.alloc(32);
    secret.set([account, number]);
    return { number, secret: createSecretKey(secret) };
  });
  const newest = keys.at(-1);
  assert.ok(newest);
  return {
    account: { agency: 'DEMO', customer: String(account) },
    number: account,
    newest,
    keys: new Map(keys.map((key) => [key.number, key])),
  };
}

/** What finds the keys of these accounts by their numbers, which is all that readers of signed texts know. */
export function ring(...accounts: AccountKeys[]): SigningKeys {
  return {
    of: () => assert.fail('what is signed names accounts by their numbers'),
    numbered: async (number) => accounts.find((account) => account.number === number),
  };
}
