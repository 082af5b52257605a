const LENGTH = 6;
const FORM = /^[0-9A-Z]{1,6}$/;

/** The id of an action as it is shown: six characters in base 36, as NP6 writes them. */
export function formatActionId(number: number): string {
  return number.toString(36).toUpperCase().padStart(LENGTH, '0');
}

/** The number that an id stands for, whatever its case; undefined when no action can have it. */
export function parseActionId(text: string): number | undefined {
  const id = text.trim().toUpperCase();
  return FORM.test(id) ? Number.parseInt(id, 36) : undefined;
}
