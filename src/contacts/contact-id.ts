const LENGTH = 8;
const FORM = /^[0-9A-Z]{1,8}$/;

/** The id of a contact as it is shown: eight characters in base 36, as NP6 writes them. */
export function formatContactId(number: number): string {
  return number.toString(36).toUpperCase().padStart(LENGTH, '0');
}

/** The number that an id stands for, whatever its case; undefined when no contact can have it. */
export function parseContactId(text: string): number | undefined {
  const id = text.trim().toUpperCase();
  return FORM.test(id) ? Number.parseInt(id, 36) : undefined;
}
