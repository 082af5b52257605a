import type { AccountName } from '../accounts/account.ts';
import type { ArchivedMessage, ArchiveEntry, ArchiveSelection } from './archive.ts';

/** A message that is kept, with the address that it can be had from until it expires. */
export type ListedArchive = ArchiveEntry & { url: string };

/** What those who look for messages that left ask for. */
export interface ArchiveDesk {
  /** By the time when they left; what has expired is left out. */
  list(account: AccountName, selection: Omit<ArchiveSelection, 'now'>): AsyncIterable<ListedArchive>;
  /** The message with an id; undefined when it is not kept, or not any more. @throws ArchiveUnusable */
  find(account: AccountName, id: string): ArchivedMessage | undefined;
  /** The message that a token leads to; undefined when nobody signed it, or it has expired or was forgotten. @throws ArchiveUnusable */
  read(token: string): Promise<ArchivedMessage | undefined>;
}
