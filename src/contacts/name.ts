import { invalidContent, Refusal } from './refusal.ts';

const MOST_CHARACTERS = 100;

/**
 * The name of a field, a list, a segment or a category, without the white space around it.
 *
 * @throws Refusal when it is empty, too long, or cannot be printed.
 */
export function readName(text: string | undefined, pointer = '/name'): string {
  if (text === undefined) throw invalidContent('', `must have 'name'`);
  const name = text.trim();
  if (name === '') throw invalidContent(pointer, 'must not be empty');
  if (name.length > MOST_CHARACTERS) {
    throw invalidContent(pointer, `may have ${MOST_CHARACTERS} characters at most`);
  }
  if (!name.isWellFormed() || /\p{Cc}/u.test(name)) {
    throw invalidContent(pointer, 'must not contain control characters or halves of characters');
  }
  return name;
}

/** How many things of one kind an account may name: every change of a contact looks at them. */
const MOST_NAMED = 1000;

/** @throws Refusal when an account has so many of a kind that there may not be another. */
export function requireRoom(existing: readonly unknown[], kind: string): void {
  if (existing.length < MOST_NAMED) return;
  throw new Refusal(
    'conflict',
    `the account has ${MOST_NAMED} ${kind}, and may not have more; delete one first`,
  );
}

/** The form in which names are compared: two that differ only in case are the same. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
