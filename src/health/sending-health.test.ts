import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineSending, type Senders } from './sending-health.ts';

function senders(more: Partial<Senders> = {}, isStalled = false): Senders {
  const backlog = () => ({ waiting: { urgent: 0, message: 1, campaign: 0 }, oldestDue: 5 });
  const stalling = { queue: { backlog }, progress: { isStalled: () => isStalled } };
  const well = { queue: { backlog }, progress: { isStalled: () => false } };
  return {
    opened: new Map([
      ['A-1', well],
      ['B-2', stalling],
    ]),
    probe: async () => undefined,
    ...more,
  };
}

const fail = () => {
  throw new Error('no');
};

test('sending is well when the queues can be read and written, and get on', async () => {
  assert.equal(await examineSending(senders()), undefined);
});

test('sending is degraded when it does not get on, and only the log is told for whom', async () => {
  const complaint = await examineSending(senders({}, true));
  assert.equal(complaint?.status, 'degraded');
  assert.match(String(complaint?.reason), /^for 1 of 2 accounts messages wait/);
  assert.match(String(complaint?.cause), /B-2/);
});

test('sending is failing when a queue cannot be read, or none can be written', async () => {
  const broken = { queue: { backlog: fail }, progress: { isStalled: () => false } };
  for (const parts of [{ opened: new Map([['A-1', broken]]) }, { probe: async () => fail() }])
    assert.equal((await examineSending(senders(parts, true)))?.status, 'failing');
});
