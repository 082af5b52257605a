/** Looks at each of what is open, by account; gives why some could not be looked at. */
export function lookAtEach<T>(
  opened: ReadonlyMap<string, T>,
  look: (each: T, account: string) => unknown,
): unknown[] {
  const causes: unknown[] = [];
  for (const [account, each] of opened) {
    try {
      look(each, account);
    } catch (cause) {
      causes.push(cause);
    }
  }
  return causes;
}
