import { startThread } from '../../threads/start-thread.ts';
import { HitsFull } from '../../tracking/hits/hit-store.ts';
import { AskedThread } from '../asked-thread.ts';

/** The thread that writes the hits of all accounts. Gives the first sequence of each call. */
export function hitWriter(): AskedThread<readonly string[], number, number> {
  return new AskedThread<readonly string[], number, number>({
    start: () => startThread(import.meta.url, 'writer-thread'),
    ended: 'the thread that writes hits has ended',
    full: (options) => new HitsFull(options),
    answer: (first, { resolve }) => resolve(first),
  });
}
