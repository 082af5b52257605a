import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bounceOf } from '../delivery/bounces/bounce-of.ts';
import { unreachable } from '../delivery/smtp/smtp-trouble.ts';
import { MemoryEventLog } from '../events/memory/memory-event-log.ts';
import { prepare } from '../events/publication.ts';
import type { Message } from '../sending/message.ts';
import { activationEvent, bounceEvent } from '../sending/message-events.ts';
import { History } from './history.ts';

const MADE = 1_614_089_576_625;
const QUARTER = 900_000;

function messageOf(stamp: string): Message {
  return {
    kind: 'message',
    action: '000PE4',
    of: 'campaign',
    execution: {
      recipient: { type: 'footprint', id: '000R4M0T', unicity: 'zoé@example.com', hash: 'a'.repeat(32) },
      stamp: { time: 1, id: stamp, thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332' },
    },
  };
}

const FIRST = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';
const SECOND = 'E52055CD-E854-4177-8EF5-B10FD8D568A7';

it('finds the activation of a message and the bounces of a contact', async () => {
  const log = new MemoryEventLog();
  const bounce = bounceOf(unreachable('mx.test', 'connection', 'timeout', 'it is silent'));
  const events = [
    activationEvent(messageOf(FIRST), MADE, 'zoe@example.com'),
    activationEvent(messageOf(SECOND), MADE + 1000, 'zoe@example.com'),
    bounceEvent(messageOf(FIRST), MADE + 2000, 'zoe@example.com', bounce),
  ];
  await log.append(
    events.map((json) => {
      const identity = { type: 'customer' as const, agency: 'DEMO', customer: '028' };
      const { entry } = prepare(JSON.parse(json), { identity, maxEventBytes: 100_000, now: Date.now });
      assert.ok(entry);
      return entry;
    }),
  );
  const history = new History(log);
  const address = {
    purpose: 'return-path' as const,
    action: '000PE4',
    contact: '000R4M0T',
    of: 'campaign' as const,
    isCopy: false,
    stamp: SECOND.toLowerCase(),
    madeAt: MADE - (MADE % QUARTER),
  };
  const found = await history.activation(address);
  assert.deepEqual([found?.stamp.id, found?.recipient], [SECOND, 'zoe@example.com']);
  assert.equal(await history.activation({ ...address, madeAt: MADE - 24 * 3_600_000 }), undefined);
  assert.equal(await history.activation({ ...address, contact: '000R4M0U' }), undefined);
  const bounces = await Array.fromAsync(history.bounces('000R4M0T', MADE));
  assert.deepEqual(
    bounces.map(({ source }) => source.type === 'email' && source.detail.bounce.status.diagnostic),
    ['it is silent'],
  );
  assert.deepEqual(await Array.fromAsync(history.bounces('000R4M0T', MADE + 3000)), []);
});
