/** In milliseconds. */
const SAID_AGAIN = 10_000;

/**
 * A report that is made at most once in so many milliseconds; what is to be told in between is left out. What goes wrong may
 * go wrong a thousand times a second, and a log with a line for each tells no more.
 */
export function throttled<Told extends unknown[]>(
  report: (...told: Told) => void,
  now: () => number,
): (...told: Told) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (...told) => {
    if (now() - last < SAID_AGAIN) return;
    last = now();
    report(...told);
  };
}
