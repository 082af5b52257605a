import type { Progress } from '../sending/progress.ts';
import type { SendQueue } from '../sending/queue.ts';
import type { Complaint } from './health.ts';
import { lookAtEach } from './look-at-each.ts';

/** What is sent of all accounts that had something to send. */
export type Senders = {
  opened: ReadonlyMap<string, { queue: Pick<SendQueue, 'backlog'>; progress: Pick<Progress, 'isStalled'> }>;
  /** Goes to the one who writes the queues and back. */
  probe(): Promise<void>;
};

/** Whether every queue can be read and written, and what waits in it gets on. */
export async function examineSending(senders: Senders): Promise<Complaint | undefined> {
  const { opened } = senders;
  const stalled: string[] = [];
  const causes = lookAtEach(opened, ({ queue, progress }, account) => {
    if (progress.isStalled(queue.backlog().oldestDue)) stalled.push(account);
  });
  if (causes.length > 0) {
    return {
      status: 'failing',
      reason: `the messages that ${causes.length} of ${opened.size} accounts have to send cannot be read`,
      cause: new AggregateError(causes),
    };
  }
  try {
    await senders.probe();
  } catch (cause) {
    return { status: 'failing', reason: 'messages that are to be sent cannot be written', cause };
  }
  if (stalled.length === 0) return undefined;
  return {
    status: 'degraded',
    reason: `for ${stalled.length} of ${opened.size} accounts messages wait, and none has ended for ten minutes`,
    cause: new Error(`nothing gets on for ${stalled.join(', ')}`),
  };
}
