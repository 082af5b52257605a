import type { QuarantineState } from '../feedback/quarantine.ts';
import type { Unread } from '../feedback/unread.ts';
import type { FolderState } from '../feedback/watched-folder.ts';
import type { Complaint } from './health.ts';
import { lookAtEach } from './look-at-each.ts';

/** The mail that came in, of all accounts that have an inbox. */
export type Inboxes = {
  opened: ReadonlyMap<string, { unread: Pick<Unread, 'oldest'> }>;
  /** Goes to the one who writes the inboxes and back. */
  probe(): Promise<void>;
  quarantine(): Promise<QuarantineState>;
};

/** By what mail comes in; undefined where nothing is set up, or not yet. */
export type Doors = {
  readonly isListening: boolean | undefined;
  readonly folder: FolderState | undefined;
};

/** How long mail may wait to be understood, in milliseconds: a bounce may wait a minute for its own activation. */
const PATIENCE = 600_000;

/** From this part of its bytes on a quarantine is almost full. */
const ALMOST = 0.9;

/** Whether mail can come in by each way that is set up, what came in is understood, and what nobody understood is kept. */
export async function examineInbound(
  inboxes: Inboxes,
  doors: Doors,
  now: number,
): Promise<Complaint | undefined> {
  if (doors.isListening === false)
    return { status: 'failing', reason: 'inbound mail is not taken: nothing listens on its port' };
  return (
    (await examineInboxes(inboxes, now)) ?? examineFolder(doors.folder) ?? (await examineQuarantine(inboxes))
  );
}

async function examineInboxes(inboxes: Inboxes, now: number): Promise<Complaint | undefined> {
  const { opened } = inboxes;
  const late: string[] = [];
  const causes = lookAtEach(opened, ({ unread }, account) => {
    const since = unread.oldest();
    if (since !== undefined && since <= now - PATIENCE) late.push(account);
  });
  if (causes.length > 0)
    return {
      status: 'failing',
      reason: `the inbound mail of ${causes.length} of ${opened.size} accounts cannot be read`,
      cause: new AggregateError(causes),
    };
  try {
    await inboxes.probe();
  } catch (cause) {
    return { status: 'failing', reason: 'inbound mail cannot be written', cause };
  }
  if (late.length === 0) return undefined;
  return {
    status: 'degraded',
    reason: `for ${late.length} of ${opened.size} accounts inbound mail waits to be understood that came more than ten minutes ago`,
    cause: new Error(`inbound mail waits of ${late.join(', ')}`),
  };
}

function examineFolder(folder: FolderState | undefined): Complaint | undefined {
  if (folder?.trouble !== undefined)
    return {
      status: 'degraded',
      reason: 'the folder of inbound mail cannot be read',
      cause: folder.trouble,
    };
  if (folder === undefined || folder.stuck.length === 0) return undefined;
  const files = folder.stuck.length === 1 ? '1 file cannot' : `${folder.stuck.length} files cannot`;
  return {
    status: 'degraded',
    reason: `${files} be taken from the folder of inbound mail`,
    cause: new Error(`not taken: ${folder.stuck.join(', ')}`),
  };
}

async function examineQuarantine(inboxes: Inboxes): Promise<Complaint | undefined> {
  try {
    const { messages, bytes, mostBytes } = await inboxes.quarantine();
    if (mostBytes === 0 || bytes < mostBytes * ALMOST) return undefined;
    return {
      status: 'degraded',
      reason: `the quarantine is almost full with ${messages} messages that nobody understood, and the oldest are deleted for the newest: look at them and delete them, or change CHAPPE_QUARANTINE_BYTES`,
    };
  } catch (cause) {
    return { status: 'degraded', reason: 'the quarantine of inbound mail cannot be read', cause };
  }
}
