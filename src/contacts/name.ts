import { invalidContent } from './refusal.ts';

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

/** The form in which names are compared: two that differ only in case are the same. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
