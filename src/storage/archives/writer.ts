import { ArchiveFull } from '../../sending/archive.ts';
import { startThread } from '../../threads/start-thread.ts';
import { AskedThread } from '../asked-thread.ts';
import type { ArchiveWork } from './archive-keeper.ts';

/** The thread that writes the archived messages of all accounts. Gives how many messages are gone. */
export function archiveWriter(): AskedThread<ArchiveWork, number, number> {
  return new AskedThread<ArchiveWork, number, number>({
    start: () => startThread(import.meta.url, 'writer-thread'),
    ended: 'the thread that writes archived messages has ended',
    full: (options) => new ArchiveFull(options),
    answer: (gone, { resolve }) => resolve(gone),
  });
}
