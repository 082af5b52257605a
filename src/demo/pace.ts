export const MINUTES_OF_DAY = 1_440;

/** How busy each minute of a day is, compared with the others. */
export type Pace = (minute: number) => number;

/** People by hour (UTC): asleep at night, at lunch at noon, on the sofa in the evening. */
const WAKING = [2, 1, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 15, 12, 11, 11, 12, 14, 16, 18, 17, 12, 7, 4];

/** As people live. */
export const asPeopleLive: Pace = (minute) => WAKING[Math.floor(minute / 60)] ?? 0;

/** Evenly from one minute to another: a campaign that is sent at a steady speed. */
export function from(first: number, last: number): Pace {
  return (minute) => (minute >= first && minute < last ? 1 : 0);
}

/**
 * How many of `total` begin in each minute of the day. The sum is exactly `total`.
 * None begins in the last minute, so that what takes less than a minute ends on the same day.
 */
export function spread(total: number, pace: Pace): number[] {
  const weights = Array.from({ length: MINUTES_OF_DAY - 1 }, (_, minute) => pace(minute));
  const sum = weights.reduce((a, b) => a + b, 0);
  let passed = 0;
  let begun = 0;
  return weights.map((weight) => {
    passed += weight;
    const due = Math.round((total * passed) / sum);
    const now = due - begun;
    begun = due;
    return now;
  });
}
