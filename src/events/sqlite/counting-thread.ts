import type { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { isFull } from '../../sqlite/sqlite-error.ts';
import type { Tallies } from '../tallies.ts';
import { CatchingUp } from './catching-up.ts';
import type { CountingAnswer, CountingRequest, CountingTask } from './counting.ts';
import { tellIfDamage } from './damage.ts';
import { openForReading, openForWriting, type WritingOptions } from './open.ts';
import { TallyReader } from './tally-reader.ts';

/**
 * The thread that answers for counts when much of a log is not counted yet: it has to read many events, which would hold
 * up all who are served by the main thread.
 *
 * It shares each log with the threads that publish, seal, purge and erase, and with those of other processes. What it writes
 * down goes through `Folding`, in transactions that write: of all who count the same events, one finds them not counted. Purges and
 * erasures count all that they are about before they change any event, and leave alone what came later, so no event changes or goes
 * that is not counted. Sealed blocks and counts do not know of each other. What it answers is read from one state of the log.
 */

/** What is counted can be counted again, and its pages are few. */
const CONNECTION: WritingOptions = { sync: 'NORMAL', cache: 4096 };

type Log = { database: DatabaseSync; reader: TallyReader; writing?: DatabaseSync; catchingUp?: CatchingUp };

const logs = new Map<string, Log>();

parentPort?.on('message', async (request: CountingRequest) => {
  if (request.do === 'close') {
    close();
    return;
  }
  parentPort?.postMessage(await serve(request));
});

async function serve({ call, task }: CountingRequest & { do: 'count' }): Promise<CountingAnswer> {
  try {
    return { call, tallies: await count(task) };
  } catch (error) {
    tellIfDamage(task.file, error);
    return { call, failure: error };
  }
}

async function count({ file, family, owner, head, most }: CountingTask): Promise<Tallies> {
  const log = logOf(file);
  const few = log.reader.among(family, owner, most);
  if (few !== undefined) return few;
  try {
    // More in one go would keep the write-ahead log from being emptied, and it would be counted again for the next who asks.
    await catchingUpOn(log, file).upTo(head);
  } catch (error) {
    // Where there is no room to write down what was counted it is still there to be read.
    const all = isFull(error) ? log.reader.among(family, owner) : undefined;
    if (all === undefined) throw error;
    return all;
  }
  return log.reader.counted(family, owner);
}

function logOf(file: string): Log {
  let log = logs.get(file);
  if (log === undefined) {
    const database = openForReading(file);
    log = { database, reader: new TallyReader(database) };
    logs.set(file, log);
  }
  return log;
}

function catchingUpOn(log: Log, file: string): CatchingUp {
  log.writing ??= openForWriting(file, CONNECTION);
  log.catchingUp ??= new CatchingUp(log.writing);
  return log.catchingUp;
}

function close(): void {
  for (const { database, writing } of logs.values()) {
    database.close();
    writing?.close();
  }
  parentPort?.close();
}
