import type { ContactBook, ContactBooks } from '../contacts/book.ts';
import type { PrometheusMeter } from './prometheus.ts';

/** Reads how many contacts there are: a few microseconds for each account. */
export function readContacts(meter: PrometheusMeter, books: Pick<ContactBooks, 'opened'>): void {
  const eachOf = (read: (book: ContactBook) => number) => () =>
    [...books.opened].flatMap(([account, book]) => {
      try {
        return [{ labels: { account }, value: read(book) }];
      } catch {
        // One file that cannot be read must not hide the others; health tells of it.
        return [];
      }
    });
  meter.read(
    'chappe_contacts',
    eachOf((book) => book.count()),
  );
  meter.read(
    'chappe_contact_events_waiting',
    eachOf(({ waiting }) => waiting),
  );
}
