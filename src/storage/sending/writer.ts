import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { QueueFull } from '../../sending/queue.ts';
import { AskedThread } from '../asked-thread.ts';
import type { Writing } from './keeper.ts';

/** The thread that writes the queues of all accounts. */
export function queueWriter(): AskedThread<Writing, null, void> {
  return new AskedThread<Writing, null, void>({
    // Sources run as .ts, the published package as .js.
    start: () => new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url)),
    ended: 'the thread that writes queues has ended',
    full: (options) => new QueueFull(options),
    answer: (_outcome, { resolve }) => resolve(),
  });
}
