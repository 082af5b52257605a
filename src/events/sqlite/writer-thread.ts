import { once } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, type Worker, workerData } from 'node:worker_threads';
import { isFull } from '../../sqlite/sqlite-error.ts';
import { startThread } from '../../threads/start-thread.ts';
import type { Position } from '../log.ts';
import { Appender } from './appender.ts';
import type { CheckpointRequest } from './checkpoint-thread.ts';
import { tellIfDamage } from './damage.ts';
import { entriesOf } from './entry-columns.ts';
import { APPENDING, openForWriting } from './open.ts';
import { openReached } from './reached.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that writes. SQLite waits for the disk while it commits; here that wait holds up nobody who reads.
 * Requests are served one by one, in the order in which they came.
 */

/** Memory for pages of one who fills a log, in KiB. */
const FILLING_CACHE = 131_072;

const filling = isFilling(workerData);

const share = shareIn(workerData);

function isFilling(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'filling' in data && data.filling === true;
}

function shareIn(data: unknown): number {
  const given = typeof data === 'object' && data !== null && 'share' in data ? data.share : undefined;
  return typeof given === 'number' ? given : 1;
}

const logs = new Map<string, { database: DatabaseSync; appender: Appender }>();

function logOf(file: string, floor: Position): Appender {
  let log = logs.get(file);
  if (log === undefined) {
    const cache = Math.ceil(share * (filling ? FILLING_CACHE : APPENDING.cache));
    // Who reads it may have opened another file, which was taken away since.
    const database = openReached(file, floor, () => openForWriting(file, { ...APPENDING, cache }));
    const appender = new Appender(database, () => askToMove(file), filling);
    log = { database, appender };
    logs.set(file, log);
  }
  return log.appender;
}

/** The thread that moves write-ahead logs; there is none before there is something to move. */
let mover: Worker | undefined;

function askToMove(file: string): void {
  mover ??= startThread(import.meta.url, 'checkpoint-thread');
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
  for (const { database } of logs.values()) database.close();
  logs.clear();
}

async function serve(request: Request): Promise<Response> {
  const { call } = request;
  try {
    if (request.do === 'append')
      return { call, appended: logOf(request.file, request.floor).append(entriesOf(request.entries)) };
    await close();
    return { call };
  } catch (error) {
    if (request.do === 'append') tellIfDamage(request.file, error);
    return { call, failure: { full: isFull(error), error } };
  }
}

// An append is done before the next message is looked at; closing comes last.
parentPort?.on('message', async (request: Request) => parentPort?.postMessage(await serve(request)));
