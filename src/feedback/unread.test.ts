import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unread } from './unread.ts';

test('mail is unread from when it came until something was made of it, however often it is put off', async () => {
  let now = 1000;
  let due: number | undefined;
  const unread = new Unread(
    () => due,
    () => now,
  );
  const look = (type: 'again' | 'ended') => async () =>
    type === 'again' ? { type, due: now + 500 } : { type, events: [] };
  assert.equal(unread.oldest(), undefined);

  // Nobody got to it yet.
  due = 400;
  assert.equal(unread.oldest(), 400);

  // It is put off, which its row does not tell: due later, and tried once more without success.
  await unread.watch(7, 400, look('again'));
  due = 1500;
  assert.equal(unread.oldest(), 400);
  const failing = async () => {
    throw new Error('no');
  };
  await assert.rejects(unread.watch(7, 400, failing));
  now = 2000;
  assert.equal(unread.oldest(), 400);

  await unread.watch(7, 400, look('ended'));
  assert.equal(unread.oldest(), 1500);
  due = undefined;
  assert.equal(unread.oldest(), undefined);
});

test('mail is not unread any more when it is forgotten, however much there is', async () => {
  const unread = new Unread(
    () => undefined,
    () => 2000,
  );
  const again = async () => ({ type: 'again', due: 3000 }) as const;
  await unread.watch(0, 500, again);
  for (let id = 1; id <= 150_000; id++) await unread.watch(id, 1000, again);
  assert.equal(unread.oldest(), 500);
  unread.forget(0);
  assert.equal(unread.oldest(), 1000);
});
