import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BookFull } from '../../contacts/book.ts';
import type { Change } from '../../contacts/change.ts';
import { Refusal } from '../../contacts/refusal.ts';
import { AskedThread } from '../asked-thread.ts';
import type { Written } from './scribe.ts';

/** The thread that writes the contacts of all accounts. @param country of phone numbers that are written without one. */
export function contactWriter(country: string): AskedThread<Change, Written, string> {
  return new AskedThread<Change, Written, string>({
    // Sources run as .ts, the published package as .js.
    start: () =>
      new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url), {
        workerData: country,
      }),
    ended: 'the thread that writes contacts has ended',
    full: (options) => new BookFull(options),
    answer({ answer, refused, failure }, { resolve, reject }) {
      if (refused !== undefined) reject(Refusal.from(refused));
      else if (answer !== undefined) resolve(answer);
      else reject(failure);
    },
  });
}
