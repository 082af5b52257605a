/** When a message that was not taken is tried again. All in milliseconds. */
export type RetryPolicy = {
  /** After the first failure. */
  first: number;
  /** Each wait is so many times the one before. */
  factor: number;
  /** No wait is longer. */
  longest: number;
  /** So long after it was queued a message is given up. */
  expiry: number;
  /** How much of a wait is left to chance, from 0 to 1, so that what failed together does not return together. */
  spread: number;
};

/**
 * A minute first, as most greylists let in after one to five; then ever more slowly, up to every hour. RFC 5321, 4.5.4.1
 * asks for four days; news of two days ago interests few.
 */
export const RETRY_POLICY: RetryPolicy = {
  first: 60_000,
  factor: 2,
  longest: 3_600_000,
  expiry: 172_800_000,
  spread: 0.2,
};

/** For what its reader waits for, such as a code to log in: sooner, and no longer than it is of use. */
export const URGENT_RETRY_POLICY: RetryPolicy = {
  first: 15_000,
  factor: 2,
  longest: 600_000,
  expiry: 14_400_000,
  spread: 0.2,
};

/** What has happened to a message so far. */
export type Attempts = {
  /** How often it was tried; at least once. */
  made: number;
  queuedAt: number;
  now: number;
};

/**
 * The instant at which a message is tried again; undefined when it is given up. The last try is at the very end.
 *
 * @param chance from 0 to 1.
 */
export function nextAttempt(
  { made, queuedAt, now }: Attempts,
  policy: RetryPolicy = RETRY_POLICY,
  chance: number = Math.random(),
): number | undefined {
  const end = queuedAt + policy.expiry;
  if (now >= end) return undefined;
  const wait = Math.min(policy.longest, policy.first * policy.factor ** Math.max(0, made - 1));
  const shifted = wait * (1 + policy.spread * (chance - 0.5));
  return Math.min(end, now + Math.round(shifted));
}
