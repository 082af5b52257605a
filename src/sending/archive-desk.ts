import type { AccountName } from '../accounts/account.ts';
import type { ArchivedMessage, ArchiveEntry, ArchiveSelection } from './archive.ts';

/** A message that is kept, with the address that it can be had from until it expires. */
export type ListedArchive = ArchiveEntry & { url: string };

/** What those who look for messages that left ask for. */
export interface ArchiveDesk {
  /** By the time when they left; what has expired is left out. */
  list(account: AccountName, selection: Omit<ArchiveSelection, 'now'>): AsyncIterable<ListedArchive>;
  /** The message that a token leads to; undefined when nobody signed it, or it has expired or was forgotten. */
  read(token: string): Promise<ArchivedMessage | undefined>;
}
