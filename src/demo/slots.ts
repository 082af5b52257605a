/** A power of two, so that a few random bits are a place. */
const SLOTS = 256;

/**
 * Deals a weighted list over 256 slots: picking a slot at random picks each element about as often as its weight
 * says, in one step and without a sum. What is too rare for a slot is left out.
 */
export function deal<T extends { weight: number }, R>(list: readonly T[], make: (item: T) => R): R[] {
  const sum = list.reduce((total, { weight }) => total + weight, 0);
  const made = list.map((item) => ({ weight: item.weight, value: make(item) }));
  return Array.from({ length: SLOTS }, (_, slot) => {
    let left = ((slot + 0.5) / SLOTS) * sum;
    const found = made.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    if (found === undefined) throw new RangeError('there is nothing to deal');
    return found.value;
  });
}
