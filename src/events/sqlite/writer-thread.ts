import { once } from 'node:events';
import { extname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { isFull } from '../../sqlite/sqlite-error.ts';
import { Appender } from './appender.ts';
import type { CheckpointRequest } from './checkpoint-thread.ts';
import { entriesOf } from './entry-columns.ts';
import { APPENDING, openForWriting, type WritingOptions } from './open.ts';
import { syncWriteAhead } from './space.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that writes. SQLite waits for the disk while it commits; here that wait holds up nobody who reads.
 * Requests are served one by one, in the order in which they came.
 */

const options: Partial<WritingOptions> = optionsIn(workerData);

function optionsIn(data: unknown): Partial<WritingOptions> {
  if (typeof data !== 'object' || data === null) return {};
  return {
    ...('cache' in data && typeof data.cache === 'number' && { cache: data.cache }),
    ...('sync' in data && data.sync === 'NORMAL' && { sync: data.sync }),
  };
}

const logs = new Map<string, { database: DatabaseSync; appender: Appender }>();

function logOf(file: string): Appender {
  let log = logs.get(file);
  if (log === undefined) {
    const database = openForWriting(file, { ...APPENDING, ...options });
    const appender = new Appender(database, () => askToMove(file), options.sync === 'NORMAL');
    log = { database, appender };
    logs.set(file, log);
  }
  return log.appender;
}

/** The thread that moves write-ahead logs; there is none before there is something to move. */
let mover: Worker | undefined;

function askToMove(file: string): void {
  mover ??= new Worker(new URL(`./checkpoint-thread${extname(import.meta.filename)}`, import.meta.url));
  const request: CheckpointRequest = { do: 'move', file };
  mover.postMessage(request);
}

async function close(): Promise<void> {
  if (mover !== undefined) {
    const ended = once(mover, 'exit');
    const request: CheckpointRequest = { do: 'close' };
    mover.postMessage(request);
    await ended;
  }
  for (const [file, { database }] of logs) {
    if (options.sync === 'NORMAL') syncWriteAhead(file);
    database.close();
  }
  logs.clear();
}

async function serve(request: Request): Promise<Response> {
  const { call } = request;
  try {
    if (request.do === 'append')
      return { call, appended: logOf(request.file).append(entriesOf(request.entries)) };
    await close();
    return { call };
  } catch (error) {
    return { call, failure: { full: isFull(error), error } };
  }
}

// An append is done before the next message is looked at; closing comes last.
parentPort?.on('message', async (request: Request) => parentPort?.postMessage(await serve(request)));
