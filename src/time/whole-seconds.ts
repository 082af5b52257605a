/** An instant as stored things show it: ISO 8601 in UTC, to the second. */
export function wholeSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
