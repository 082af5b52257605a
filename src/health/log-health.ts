import type { EventLog } from '../events/log.ts';
import type { Complaint } from './health.ts';
import { lookAtEach } from './look-at-each.ts';

/**
 * Whether every open log answers the smallest question there is, and none turned out to be damaged: most of such a log
 * is read and written as ever, but what lies on a damaged page is not.
 * @param damaged by account, what told so since the server started.
 */
export function examineLogs(
  logs: ReadonlyMap<string, EventLog>,
  damaged: ReadonlyMap<string, Error>,
): Complaint | undefined {
  const causes = lookAtEach(logs, (log) => log.head());
  const reasons: string[] = [];
  if (causes.length > 0) reasons.push(`${causes.length} of ${logs.size} logs cannot be read`);
  if (damaged.size > 0) {
    const which = damaged.size === 1 ? 'a log is damaged' : `${damaged.size} logs are damaged`;
    reasons.push(`${which}: answers that need what is lost break off; run 'chappe doctor'`);
  }
  if (reasons.length === 0) return undefined;
  return {
    status: 'failing',
    reason: reasons.join('; '),
    cause: new AggregateError([...causes, ...damaged.values()]),
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
