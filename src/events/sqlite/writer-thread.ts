import type { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { Appender } from './appender.ts';
import { openForWriting } from './open.ts';
import { isFull } from './sqlite-error.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that writes. SQLite waits for the disk while it commits; here that wait holds up nobody who reads.
 * Requests are served one by one, in the order in which they came.
 */

const logs = new Map<string, { database: DatabaseSync; appender: Appender }>();

function logOf(file: string): Appender {
  let log = logs.get(file);
  if (log === undefined) {
    const database = openForWriting(file);
    log = { database, appender: new Appender(database) };
    logs.set(file, log);
  }
  return log.appender;
}

function serve(request: Request): Response {
  const { call } = request;
  try {
    if (request.do === 'append') {
      return { call, appended: logOf(request.file).append(request.entries) };
    }
    for (const { database } of logs.values()) database.close();
    logs.clear();
    return { call };
  } catch (error) {
    return { call, failure: { full: isFull(error), error } };
  }
}

parentPort?.on('message', (request: Request) => parentPort?.postMessage(serve(request)));
