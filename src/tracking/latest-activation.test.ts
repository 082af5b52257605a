import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MemoryEventLog } from '../events/memory/memory-event-log.ts';
import { CLAIRE, MARC, SHOP } from '../events/model/examples/cast.ts';
import { prepare } from '../events/publication.ts';
import { latestActivation } from './latest-activation.ts';

function stampOf(number: number) {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return { time: number, id, thread: id };
}

function activation(number: number, kind: string, receiver = CLAIRE, id = '000PE4') {
  const detail = { activation: { id, kind, receiver, stamp: stampOf(number) } };
  const value = { type: 'activation', timestamp: 1000 + number, source: { type: 'email', detail } };
  const { entry } = prepare(value, { identity: SHOP, maxEventBytes: 10_000, now: () => 0 });
  return entry ?? assert.fail('the event cannot be published');
}

it('the last message of an action to a contact is the one whose activation is the newest', async () => {
  const log = new MemoryEventLog();
  assert.equal(await latestActivation(log, '000PE4', CLAIRE.id), undefined);
  await log.append([
    activation(2, 'campaign'),
    activation(1, 'message'),
    activation(3, 'message', MARC),
    ...Array.from({ length: 300 }, (_, n) => activation(10 + n, 'message', CLAIRE, '000PE5')),
  ]);
  assert.deepEqual(await latestActivation(log, '000PE4', CLAIRE.id), {
    of: 'campaign',
    stamp: stampOf(2),
    sentAt: 1002,
  });
  assert.equal((await latestActivation(log, '000PE5', CLAIRE.id))?.stamp.time, 309);
  assert.equal(await latestActivation(log, '000PE5', MARC.id), undefined);
});
