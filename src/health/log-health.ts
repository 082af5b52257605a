import type { EventLog } from '../events/log.ts';
import type { Complaint } from './health.ts';
import { lookAtEach } from './look-at-each.ts';

/** Whether every open log answers the smallest question there is. */
export function examineLogs(logs: ReadonlyMap<string, EventLog>): Complaint | undefined {
  const causes = lookAtEach(logs, (log) => log.head());
  if (causes.length === 0) return undefined;
  return {
    status: 'failing',
    reason: `${causes.length} of ${logs.size} logs cannot be read`,
    cause: new AggregateError(causes),
  };
}

/**
 * Whether what writes still answers: an append of nothing goes all the way there, waits its turn, and stores nothing.
 * All logs are written by the same thread, so one is enough.
 */
export async function examineWriter(logs: ReadonlyMap<string, EventLog>): Promise<Complaint | undefined> {
  const [log] = logs.values();
  try {
    await log?.append([]);
    return undefined;
  } catch (cause) {
    return { status: 'failing', reason: 'events cannot be written', cause };
  }
}
