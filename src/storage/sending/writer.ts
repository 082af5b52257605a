import { QueueFull } from '../../sending/queue.ts';
import { startThread } from '../../threads/start-thread.ts';
import { AskedThread } from '../asked-thread.ts';
import type { Writing } from './keeper.ts';

/** The thread that writes the queues of all accounts. */
export function queueWriter(): AskedThread<Writing, null, void> {
  return new AskedThread<Writing, null, void>({
    start: () => startThread(import.meta.url, 'writer-thread'),
    ended: 'the thread that writes queues has ended',
    full: (options) => new QueueFull(options),
    answer: (_outcome, { resolve }) => resolve(),
  });
}
