import { invalidContent } from '../contacts/refusal.ts';

/**
 * Looks through all texts of a value. The database would change halves of characters, so that what was answered would not
 * be what is kept.
 *
 * @throws Refusal
 */
export function requireWellFormed(value: unknown, pointer = ''): void {
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
    throw invalidContent(pointer, 'must not contain halves of characters or the character NUL');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    requireWellFormed(name, place);
    requireWellFormed(member, place);
  }
}
