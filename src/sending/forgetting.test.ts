import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Forgetting } from './forgetting.ts';

test('answers are forgotten step by step until none is left, of each account, whatever fails in another', async (t) => {
  const left = new Map([
    ['A-1', 1100],
    ['A-3', 3],
  ]);
  const reported: string[] = [];
  await new Promise<void>((resolve) => {
    const queueOf = (account: string) => ({
      async forgetAnswers(now: number) {
        assert.equal(now, 7);
        const before = left.get(account);
        if (before === undefined) throw new Error('the disk is full');
        const step = Math.min(500, before);
        left.set(account, before - step);
        if (account === 'A-3' && before === 0) resolve();
        return step;
      },
    });
    const forgetting = new Forgetting({
      queues: () => ['A-1', 'A-2', 'A-3'].map((account) => [account, queueOf(account)] as const),
      report: (account) => reported.push(account),
      now: () => 7,
      every: 1,
    });
    t.after(() => forgetting.close());
  });
  assert.deepEqual([...left.values()], [0, 0]);
  assert.equal(reported[0], 'A-2');
});
