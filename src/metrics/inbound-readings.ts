import type { QuarantineState } from '../feedback/quarantine.ts';
import type { Unread } from '../feedback/unread.ts';
import type { FolderState } from '../feedback/watched-folder.ts';
import type { SendQueue } from '../sending/queue.ts';
import type { PrometheusMeter } from './prometheus.ts';

/** The mail that came in, of all accounts that have an inbox. */
export type Inboxes = {
  opened: ReadonlyMap<string, { queue: Pick<SendQueue, 'size'>; unread: Pick<Unread, 'oldest'> }>;
  quarantine(): Promise<QuarantineState>;
};

/** By what mail comes in. */
export type Doors = { readonly connections: number; readonly folder: FolderState | undefined };

/** Reads what came in and waits, when somebody asks. */
export function readInbound(meter: PrometheusMeter, inboxes: Inboxes, doors: Doors, now: () => number): void {
  meter.read('chappe_inbound_waiting', () =>
    [...inboxes.opened].map(([account, { queue }]) => ({ labels: { account }, value: queue.size })),
  );
  meter.read('chappe_inbound_oldest_seconds', () =>
    [...inboxes.opened].map(([account, { unread }]) => {
      const time = now();
      return { labels: { account }, value: (time - (unread.oldest() ?? time)) / 1000 };
    }),
  );
  meter.read('chappe_inbound_connections', () => [{ labels: {}, value: doors.connections }]);
  meter.read('chappe_inbound_files_stuck', () => [{ labels: {}, value: doors.folder?.stuck.length ?? 0 }]);
  meter.read('chappe_quarantine_messages', async () => [
    { labels: {}, value: (await inboxes.quarantine()).messages },
  ]);
}
