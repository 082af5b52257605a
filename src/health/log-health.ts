import type { EventLog } from '../events/log.ts';
import { FileDisplaced } from './files-in-place.ts';
import type { Complaint } from './health.ts';
import { lookAtEach } from './look-at-each.ts';

/**
 * Whether every open log answers the smallest question there is, and none turned out to be damaged: most of such a log
 * is read and written as ever, but what lies on a damaged page is not. Nor was the file of any taken away.
 * @param requireFile throws when the file of a log does not lie in its place any more.
 * @param damaged by account, what told so since the server started.
 */
export function examineLogs(
  logs: ReadonlyMap<string, EventLog>,
  damaged: ReadonlyMap<string, Error>,
  requireFile: (account: string) => void = () => undefined,
): Complaint | undefined {
  const causes = lookAtEach(logs, (log, account) => {
    requireFile(account);
    return log.head();
  });
  const displaced = causes.filter((cause) => cause instanceof FileDisplaced).length;
  const unreadable = causes.length - displaced;
  const reasons: string[] = [];
  if (unreadable > 0) reasons.push(`${unreadable} of ${logs.size} logs cannot be read`);
  if (displaced > 0)
    reasons.push(
      `the files of ${displaced} of ${logs.size} logs were moved away, deleted or replaced, and what is published may be lost: stop the server and put them back`,
    );
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
