import { BookFull } from '../../contacts/book.ts';
import type { Change } from '../../contacts/change.ts';
import { Refusal } from '../../contacts/refusal.ts';
import { startThread } from '../../threads/start-thread.ts';
import { AskedThread } from '../asked-thread.ts';
import type { Written } from './scribe.ts';

/** The thread that writes the contacts of all accounts. @param country of phone numbers that are written without one. */
export function contactWriter(country: string): AskedThread<Change, Written, string> {
  return new AskedThread<Change, Written, string>({
    start: () => startThread(import.meta.url, 'writer-thread', { workerData: country }),
    ended: 'the thread that writes contacts has ended',
    full: (options) => new BookFull(options),
    answer({ answer, refused, failure }, { resolve, reject }) {
      if (refused !== undefined) reject(Refusal.from(refused));
      else if (answer !== undefined) resolve(answer);
      else reject(failure);
    },
  });
}
