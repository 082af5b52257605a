import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HitsFull } from '../../tracking/hits/hit-store.ts';
import { AskedThread } from '../asked-thread.ts';

/** The thread that writes the hits of all accounts. Gives the first sequence of each call. */
export function hitWriter(): AskedThread<readonly string[], number, number> {
  return new AskedThread<readonly string[], number, number>({
    // Sources run as .ts, the published package as .js.
    start: () => new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url)),
    ended: 'the thread that writes hits has ended',
    full: (options) => new HitsFull(options),
    answer: (first, { resolve }) => resolve(first),
  });
}
