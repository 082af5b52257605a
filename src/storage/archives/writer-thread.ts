import type { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { isFull } from '../../events/sqlite/sqlite-error.ts';
import { ArchiveKeeper } from './archive-keeper.ts';
import { openForWriting } from './open.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that deflates and writes archived messages. What was asked during one commit is taken together into the
 * next one.
 */

/** How many requests are taken at once: so long the last of them waits for the first. */
const MOST_REQUESTS = 200;

type Keeps = Extract<Request, { do: 'keep' }>[];

const files = new Map<string, { database: DatabaseSync; keeper: ArchiveKeeper }>();

function keeperOf(file: string): ArchiveKeeper {
  let opened = files.get(file);
  if (opened === undefined) {
    const database = openForWriting(file);
    opened = { database, keeper: new ArchiveKeeper(database) };
    files.set(file, opened);
  }
  return opened.keeper;
}

function carryOut(file: string, calls: readonly number[], work: (keeper: ArchiveKeeper) => number): void {
  let response: Response;
  try {
    response = { file, calls, events: [], gone: work(keeperOf(file)) };
  } catch (error) {
    response = { file, calls, events: [], gone: 0, failure: { full: isFull(error), error } };
  }
  parentPort?.postMessage(response);
}

function serve(requests: readonly Request[]): void {
  const keeps = new Map<string, Keeps>();
  for (const request of requests) {
    if (request.do !== 'keep') continue;
    const group = keeps.get(request.file);
    if (group === undefined) keeps.set(request.file, [request]);
    else group.push(request);
  }
  for (const [file, group] of keeps) {
    const calls = group.map(({ call }) => call);
    carryOut(file, calls, (keeper) => {
      keeper.keep(group.map(({ message }) => message));
      return 0;
    });
  }
  for (const request of requests) {
    const { call } = request;
    if (request.do === 'forget') carryOut(request.file, [call], (keeper) => keeper.forget(request.target));
    if (request.do === 'expire') carryOut(request.file, [call], (keeper) => keeper.expire(request.now));
    if (request.do === 'close') close(call);
  }
}

function close(call: number): void {
  for (const { database } of files.values()) database.close();
  files.clear();
  parentPort?.postMessage({ file: '', calls: [call], events: [], gone: 0 } satisfies Response);
}

parentPort?.on('message', (first: Request) => {
  const requests = [first];
  while (parentPort !== null && requests.length < MOST_REQUESTS) {
    const next: { message: Request } | undefined = receiveMessageOnPort(parentPort);
    if (next === undefined) break;
    requests.push(next.message);
  }
  serve(requests);
});
