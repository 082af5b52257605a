import type { ContactBooks } from '../contacts/book.ts';
import type { Complaint } from './health.ts';
import { lookAtEach } from './look-at-each.ts';

/** Whether every open book answers the smallest question there is, and the one who writes them all answers too. */
export async function examineContacts(
  books: Pick<ContactBooks, 'opened' | 'probe'>,
): Promise<Complaint | undefined> {
  const causes = lookAtEach(books.opened, (book) => book.count());
  if (causes.length > 0) {
    return {
      status: 'failing',
      reason: `the contacts of ${causes.length} of ${books.opened.size} accounts cannot be read`,
      cause: new AggregateError(causes),
    };
  }
  try {
    await books.probe();
    return undefined;
  } catch (cause) {
    return { status: 'failing', reason: 'contacts cannot be written', cause };
  }
}
