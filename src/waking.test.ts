import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountName, formatAccount, parseAccount } from './accounts/account.ts';
import { Waking } from './waking.ts';

const ACCOUNTS = ['A/1', 'B/2', 'C/3'].map((text) => parseAccount(text));

/** Notes what was done with which account, and lets `fails` say what does not succeed. */
function waking(fails: (what: string) => boolean = () => false) {
  const done: string[] = [];
  const reported: string[] = [];
  let told = () => {};
  const note = (what: string) => (account: AccountName) => {
    done.push(`${what} ${formatAccount(account)}`);
    told();
    if (fails(`${what} ${formatAccount(account)}`)) throw new Error('damaged');
  };
  const kind = (name: string) => ({ examine: note(`examine ${name}`), open: note(`open ${name}`) });
  return {
    done,
    reported,
    waking: new Waking({
      kinds: [kind('sends'), kind('hits')],
      report: (account) => reported.push(account),
      again: 1,
    }),
    async until(count: number) {
      while (done.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>();
        told = resolve;
        await promise;
      }
    },
  };
}

const allOf = (what: string) =>
  ACCOUNTS.flatMap((name) => [`${what} sends ${formatAccount(name)}`, `${what} hits ${formatAccount(name)}`]);

test('all accounts are looked at, one after the other, for all that they may have to do', async () => {
  const { waking: all, done, reported, until } = waking();
  all.begin(ACCOUNTS);
  await until(6);
  assert.deepEqual(done, allOf('open'));
  await all.close();
  assert.deepEqual(reported, []);
});

test('what cannot be gone on with is told, holds up nothing else, and is tried again', async () => {
  let failures = 2;
  const some = waking((what) => what === 'open sends B/2' && failures-- > 0);
  some.waking.begin(ACCOUNTS);
  await some.until(8);
  assert.deepEqual(some.done, [...allOf('open'), 'open sends B/2', 'open sends B/2']);
  await some.waking.close();
  assert.deepEqual(some.reported, ['B-2', 'B-2']);
});

test('a server that stops looks at no further account, and tries nothing again', async () => {
  const broken = waking(() => true);
  broken.waking.begin(ACCOUNTS);
  await broken.waking.close();
  assert.deepEqual(broken.done, ['open sends A/1']);
});

test('what is examined is not opened, and the first that cannot be used is told at once', () => {
  const well = waking();
  well.waking.examine(ACCOUNTS);
  assert.deepEqual(well.done, allOf('examine'));
  const damaged = waking((what) => what === 'examine hits A/1');
  assert.throws(() => damaged.waking.examine(ACCOUNTS), /damaged/);
});
