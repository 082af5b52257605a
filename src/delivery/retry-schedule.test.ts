import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nextAttempt, RETRY_POLICY, type RetryPolicy, URGENT_RETRY_POLICY } from './retry-schedule.ts';

/** All attempts of a message that nobody ever takes, in seconds after it was queued. */
function attempts(policy: RetryPolicy, chance: number): number[] {
  const times: number[] = [0];
  for (let made = 1; ; made++) {
    const now = (times.at(-1) ?? 0) * 1000;
    const next = nextAttempt({ made, queuedAt: 0, now }, policy, chance);
    if (next === undefined) return times;
    times.push(next / 1000);
  }
}

describe('the schedule', () => {
  it('begins after a minute, doubles up to an hour, and ends after two days', () => {
    const times = attempts(RETRY_POLICY, 0.5);
    assert.deepEqual(times.slice(0, 9), [0, 60, 180, 420, 900, 1860, 3780, 7380, 10_980]);
    assert.equal(times.at(-1), 172_800);
    assert.ok(times.length < 60);
  });

  it('is quicker and shorter for the urgent', () => {
    const times = attempts(URGENT_RETRY_POLICY, 0.5);
    assert.deepEqual(times.slice(0, 6), [0, 15, 45, 105, 225, 465]);
    assert.equal(times.at(-1), 14_400);
  });

  it('is spread by chance, within bounds', () => {
    const at = (chance: number) => nextAttempt({ made: 1, queuedAt: 0, now: 0 }, RETRY_POLICY, chance);
    assert.deepEqual([at(0), at(0.5), at(1)], [54_000, 60_000, 66_000]);
  });

  it('always goes on, and always comes to an end', () => {
    const policies = fc.record({
      first: fc.integer({ min: 1, max: 1e6 }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      longest: fc.integer({ min: 1, max: 1e7 }),
      expiry: fc.integer({ min: 1, max: 1e9 }),
      spread: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        policies,
        fc.integer({ min: 1, max: 2000 }),
        fc.nat(2e9),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (policy, made, now, chance) => {
          const next = nextAttempt({ made, queuedAt: 0, now }, policy, chance);
          if (now >= policy.expiry) assert.equal(next, undefined);
          else assert.ok(next !== undefined && next >= now && next <= policy.expiry);
        },
      ),
    );
  });
});
