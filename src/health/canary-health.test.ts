import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAccount } from '../accounts/account.ts';
import type { PartState } from '../canary/canary.ts';
import { examineCanaries } from './canary-health.ts';

const DEMO = parseAccount('DEMO/028');
const OTHER = parseAccount('OTHER/001');
const EARLY = Date.parse('2026-06-15T09:00:00.000Z');
const LATE = Date.parse('2026-06-15T10:00:00.000Z');

const found = (state: PartState['state'], more: Partial<PartState> = {}): PartState => ({
  account: DEMO,
  part: 'link',
  state,
  since: EARLY,
  checkedAt: LATE,
  ...more,
});
const examine = (...states: PartState[]) =>
  examineCanaries({ schedules: [{ account: DEMO }, { account: OTHER }], states });

test('canaries are well when none found anything amiss', () => {
  assert.equal(examine(), undefined);
  assert.equal(examine(found('ok'), found('not set up', { part: 'return' })), undefined);
});

test('health tells what is broken and what was refused, of how many accounts and since when; the log tells of which', () => {
  const complaint = examine(
    found('ok', { part: 'queued' }),
    found('refused', { part: 'left', since: LATE, reason: 'mx.test refused the message' }),
    found('broken', { account: OTHER, reason: 'it answered 502' }),
  );
  assert.equal(complaint?.status, 'degraded');
  assert.equal(complaint?.since, EARLY);
  assert.match(
    String(complaint?.reason),
    /^for 2 of 2 accounts .* not in order: left refused since 2026-06-15T10:00:00\.000Z, link broken since 2026-06-15T09/,
  );
  assert.doesNotMatch(String(complaint?.reason), /DEMO|mx\.test/);
  assert.match(
    String(complaint?.cause),
    /DEMO\/028 left refused: mx\.test refused the message; OTHER\/001 link broken: it answered 502/,
  );
});
