import { QueueFull } from '../../sending/queue.ts';
import { startThread } from '../../threads/start-thread.ts';
import { AskedThread } from '../asked-thread.ts';
import type { Writing } from './keeper.ts';

/** The thread that writes the queues of all accounts. It answers how many answers were forgotten by what was written. */
export function queueWriter(): AskedThread<Writing, number, number> {
  return new AskedThread<Writing, number, number>({
    start: () => startThread(import.meta.url, 'writer-thread'),
    ended: 'the thread that writes queues has ended',
    full: (options) => new QueueFull(options),
    answer: (forgotten, { resolve }) => resolve(forgotten),
  });
}
