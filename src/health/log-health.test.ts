import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryEventLog } from '../events/memory/memory-event-log.ts';
import { examineLogs } from './log-health.ts';

const DAMAGE = new Error('/secret/events.db: database disk image is malformed');

describe('logs', () => {
  test('are well when all answer and none is damaged', () => {
    const log = new MemoryEventLog();
    assert.equal(examineLogs(new Map([['DEMO-028', log]]), new Map()), undefined);
  });

  test('are failing when one is damaged, though all answer, and the reason says what to do', () => {
    const log = new MemoryEventLog();
    const complaint = examineLogs(new Map([['DEMO-028', log]]), new Map([['DEMO-028', DAMAGE]]));
    assert.equal(complaint?.status, 'failing');
    assert.match(complaint.reason, /^a log is damaged.*chappe doctor/);
    assert.doesNotMatch(complaint.reason, /secret|DEMO/);
    assert.ok(complaint.cause instanceof AggregateError);
    assert.deepEqual(complaint.cause.errors, [DAMAGE]);
  });
});
