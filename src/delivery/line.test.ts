import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line } from './line.ts';
import { PriorityGate } from './priority-gate.ts';

test('what is urgent goes first and what is in bulk last, each kind in its order', () => {
  const line = new Line<string>();
  line.push('bulk 1', { bulk: true });
  line.push('single 1', {});
  line.push('urgent bulk', { bulk: true, urgent: true });
  line.push('bulk 2', { bulk: true });
  line.push('single 2', {});
  line.push('urgent', { urgent: true });
  assert.equal(line.length, 6);
  assert.deepEqual(
    Array.from({ length: 5 }, () => line.shift()),
    ['urgent bulk', 'urgent', 'single 1', 'single 2', 'bulk 1'],
  );
  assert.deepEqual(line.clear(), ['bulk 2']);
  assert.equal(line.shift(), undefined);
});

test('a single message passes those of a campaign that wait for a connection', async () => {
  const gate = new PriorityGate(1);
  const entered: string[] = [];
  const enter = (name: string, turn: { bulk?: boolean }) => gate.enter(turn).then(() => entered.push(name));
  await enter('first', { bulk: true });
  const all = [enter('bulk', { bulk: true }), enter('single', {})];
  gate.leave();
  gate.leave();
  await Promise.all(all);
  assert.deepEqual(entered, ['first', 'single', 'bulk']);
});
