import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SealingHealth } from './sealing-health.ts';

test('sealing that waits for room is degraded until it has been silent for a while', () => {
  let time = 0;
  const sealing = new SealingHealth(() => time);
  assert.equal(sealing.examine(), undefined);
  sealing.note('a', 'waiting');
  time = 6000;
  assert.match(sealing.examine()?.reason ?? '', /waits for room/);
  time = 60_000;
  assert.equal(sealing.examine(), undefined);
});

test('sealing that has stopped stays degraded', () => {
  let time = 0;
  const sealing = new SealingHealth(() => time);
  sealing.note('a', 'stopped');
  time = 1e9;
  assert.equal(sealing.examine()?.status, 'degraded');
});

test('a block that is damaged is degraded from then on, and says what to do', () => {
  const sealing = new SealingHealth(() => 0);
  sealing.noteDamage('a');
  const { status, reason = '' } = sealing.examine() ?? {};
  assert.equal(status, 'degraded');
  assert.match(reason, /chappe doctor/);
});

test('that sealing has stopped does not hide that blocks are damaged', () => {
  const sealing = new SealingHealth(() => 0);
  sealing.noteDamage('a');
  sealing.note('b', 'stopped');
  assert.match(sealing.examine()?.reason ?? '', /sealing has stopped.*damaged/);
});
