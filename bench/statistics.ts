/** The value below which this share of the list lies: 0.5 is the median. The list may not be empty. */
export function quantile(list: readonly number[], share: number): number {
  const sorted = list.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) throw new RangeError('an empty list has no quantile');
  return low + (high - low) * (place - Math.floor(place));
}

export function median(list: readonly number[]): number {
  return quantile(list, 0.5);
}
