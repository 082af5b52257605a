import type { ContactBook } from './book.ts';
import { Refusal } from './refusal.ts';
import type { Selection } from './selection.ts';

/** How many contacts one change deletes: others who write wait for it. */
const MOST_AT_ONCE = 500;

/**
 * Deletes the contacts that a selection names, piece by piece, and gives who was deleted as JSON texts of some each.
 * Whoever is interrupted does it again.
 *
 * @throws Refusal when there is nobody.
 */
export async function deleteSelected(book: ContactBook, selection: Selection): Promise<string[]> {
  const deleted: string[] = [];
  for await (const answer of pieces(book, selection)) {
    const texts = answer.slice(1, -1);
    if (texts !== '') deleted.push(texts);
  }
  if (deleted.length === 0) throw new Refusal('not-found', 'the account has none of these contacts');
  return deleted;
}

async function* pieces(book: ContactBook, selection: Selection): AsyncGenerator<string> {
  if (selection.by !== 'segment') {
    const { by, names } = selection;
    for (let from = 0; from < names.length; from += MOST_AT_ONCE) {
      const some = names.slice(from, from + MOST_AT_ONCE);
      yield book.change({ do: 'delete-named-contacts', by, names: some });
    }
    return;
  }
  for (const segment of selection.segments) {
    for (;;) {
      const answer = await book.change({ do: 'delete-members', segment, most: MOST_AT_ONCE });
      if (answer === '[]') break;
      yield answer;
    }
  }
}
