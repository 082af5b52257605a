import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ArchiveFull } from '../../sending/archive.ts';
import { AskedThread } from '../asked-thread.ts';
import type { ArchiveWork } from './archive-keeper.ts';

/** The thread that writes the archived messages of all accounts. Gives how many messages are gone. */
export function archiveWriter(): AskedThread<ArchiveWork, number, number> {
  return new AskedThread<ArchiveWork, number, number>({
    // Sources run as .ts, the published package as .js.
    start: () => new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url)),
    ended: 'the thread that writes archived messages has ended',
    full: (options) => new ArchiveFull(options),
    answer: (gone, { resolve }) => resolve(gone),
  });
}
