import type { SendQueue } from '../sending/queue.ts';
import type { PrometheusMeter } from './prometheus.ts';

const URGENCIES = ['urgent', 'message', 'campaign'] as const;

type Opened = ReadonlyMap<string, { queue: Pick<SendQueue, 'backlog' | 'eventsWaiting'> }>;

/** Reads what waits to be sent, when somebody asks. */
export function readQueues(meter: PrometheusMeter, opened: Opened, now: () => number): void {
  const eachOf =
    <R>(read: (account: string, queue: Pick<SendQueue, 'backlog' | 'eventsWaiting'>) => R[]) =>
    () =>
      [...opened].flatMap(([account, { queue }]) => {
        try {
          return read(account, queue);
        } catch {
          // One file that cannot be read must not hide the others; health tells of it.
          return [];
        }
      });
  meter.read(
    'chappe_sends_waiting',
    eachOf((account, queue) => {
      const { waiting } = queue.backlog();
      return URGENCIES.map((priority) => ({ labels: { account, priority }, value: waiting[priority] }));
    }),
  );
  meter.read(
    'chappe_sends_oldest_due_seconds',
    eachOf((account, queue) => {
      const time = now();
      const value = Math.max(0, time - (queue.backlog().oldestDue ?? time)) / 1000;
      return [{ labels: { account }, value }];
    }),
  );
  meter.read(
    'chappe_send_events_waiting',
    eachOf((account, { eventsWaiting }) => [{ labels: { account }, value: eventsWaiting }]),
  );
}
