import { parentPort } from 'node:worker_threads';
import { isFull } from '../../sqlite/sqlite-error.ts';
import { LogUnusable } from '../log.ts';
import { search } from './contact-search.ts';
import { tellIfDamage } from './damage.ts';
import { openForWriting, type WritingOptions } from './open.ts';
import { countBefore, purge } from './purge.ts';
import type { RewriterAnswer, RewriterRequest, RewriterTask } from './rewriter.ts';
import { scrub } from './scrub.ts';

/**
 * The thread that purges and erases, one task after the other, each on a connection of its own.
 * A commit that a power cut takes back is made again when the task is.
 */

const CONNECTION: WritingOptions = { sync: 'NORMAL', cache: 16_384 };

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: RewriterRequest) => {
  last = last.then(async () => parentPort?.postMessage(await serve(request)));
});

async function serve({ call, file, task }: RewriterRequest): Promise<RewriterAnswer> {
  try {
    const progress = (events: number) =>
      parentPort?.postMessage({ call, progress: events } satisfies RewriterAnswer);
    return { call, result: await perform(file, task, progress) };
  } catch (error) {
    tellIfDamage(file, error);
    const kind = isFull(error) ? 'full' : error instanceof LogUnusable ? 'unusable' : 'other';
    return { call, failure: { kind, error } };
  }
}

async function perform(file: string, task: RewriterTask, progress: (events: number) => void) {
  const open = () => openForWriting(file, CONNECTION);
  const database = open();
  try {
    switch (task.do) {
      case 'count before':
        return { events: countBefore(database, task.before) };
      case 'look': {
        const { events, names } = search(database, task.contact);
        return { events, ids: [...names.ids], texts: [...names.unicities, ...names.addresses] };
      }
      case 'purge':
        return { events: await purge(database, task.before, progress) };
      case 'erase': {
        // Only an erasure reads events, and needs the schemas, which take longer to load than many a purge.
        const { Eraser } = await import('./erasure.ts');
        const erasure = await new Eraser(database, task.contact, progress).erase();
        // Pages that this connection holds in memory must not be written again.
        database.close();
        return { erasure: { ...erasure, traces: !(await scrub(file, open)) } };
      }
    }
  } finally {
    if (database.isOpen) database.close();
  }
}
