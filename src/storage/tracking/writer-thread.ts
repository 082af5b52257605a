import type { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { isFull } from '../../events/sqlite/sqlite-error.ts';
import { HitKeeper } from './hit-keeper.ts';
import { openForWriting } from './open.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that writes hits. SQLite waits for the disk while it commits; here that wait holds up nobody who follows
 * another link. What was asked during one commit is taken together into the next one.
 */

/** How many requests are taken at once: so long the last of them waits for the first. */
const MOST_REQUESTS = 1000;

type Keeps = Extract<Request, { do: 'keep' }>[];

const files = new Map<string, { database: DatabaseSync; keeper: HitKeeper }>();

function keeperOf(file: string): HitKeeper {
  let opened = files.get(file);
  if (opened === undefined) {
    const database = openForWriting(file);
    opened = { database, keeper: new HitKeeper(database) };
    files.set(file, opened);
  }
  return opened.keeper;
}

function keep(file: string, requests: Keeps): Response {
  const calls = requests.map(({ call }) => call);
  try {
    return { file, calls, events: [], firsts: keeperOf(file).keep(requests.map(({ hits }) => hits)) };
  } catch (error) {
    return { file, calls, events: [], firsts: [], failure: { full: isFull(error), error } };
  }
}

/** What could not be forgotten is published again after the next start, which does nothing. */
function forget(file: string, upTo: number): void {
  try {
    keeperOf(file).forget(upTo);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

function serve(requests: readonly Request[]): void {
  const keeps = new Map<string, Keeps>();
  const published = new Map<string, number>();
  for (const request of requests) {
    if (request.do === 'forget') published.set(request.file, request.upTo);
    if (request.do !== 'keep') continue;
    const group = keeps.get(request.file);
    if (group === undefined) keeps.set(request.file, [request]);
    else group.push(request);
  }
  for (const [file, group] of keeps) parentPort?.postMessage(keep(file, group));
  for (const [file, upTo] of published) forget(file, upTo);
  for (const request of requests) if (request.do === 'close') close(request.call);
}

function close(call: number): void {
  for (const { database } of files.values()) database.close();
  files.clear();
  parentPort?.postMessage({ file: '', calls: [call], events: [], firsts: [] } satisfies Response);
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
