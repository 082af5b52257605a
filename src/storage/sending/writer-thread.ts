import type { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { isFull } from '../../events/sqlite/sqlite-error.ts';
import { Keeper } from './keeper.ts';
import { openForWriting } from './open.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that writes queues. SQLite waits for the disk while it commits; here that wait holds up neither those who
 * send nor those who ask. What was asked during one commit is taken together into the next one.
 */

/** How many requests are taken at once: so long the last of them waits for the first. */
const MOST_REQUESTS = 1000;

type Writings = Extract<Request, { do: 'write' }>[];

const queues = new Map<string, { database: DatabaseSync; keeper: Keeper }>();

function keeperOf(file: string): Keeper {
  let queue = queues.get(file);
  if (queue === undefined) {
    const database = openForWriting(file);
    queue = { database, keeper: new Keeper(database) };
    queues.set(file, queue);
  }
  return queue.keeper;
}

function write(file: string, requests: Writings): Response {
  const calls = requests.map(({ call }) => call);
  try {
    return { file, calls, events: keeperOf(file).write(requests.map(({ writing }) => writing)) };
  } catch (error) {
    return { file, calls, events: [], failure: { full: isFull(error), error } };
  }
}

/** What could not be forgotten is published again after the next start, which does nothing. */
function forgetEvents(file: string, upTo: number): void {
  try {
    keeperOf(file).forgetEvents(upTo);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

function serve(requests: readonly Request[]): void {
  const writings = new Map<string, Writings>();
  const published = new Map<string, number>();
  for (const request of requests) {
    if (request.do === 'forget') published.set(request.file, request.upTo);
    if (request.do !== 'write') continue;
    const group = writings.get(request.file);
    if (group === undefined) writings.set(request.file, [request]);
    else group.push(request);
  }
  for (const [file, group] of writings) parentPort?.postMessage(write(file, group));
  for (const [file, upTo] of published) forgetEvents(file, upTo);
  for (const request of requests) {
    if (request.do === 'close') close();
    if (request.do === 'close' || request.do === 'probe') answer(request.call);
  }
}

function close(): void {
  for (const { database } of queues.values()) database.close();
  queues.clear();
}

function answer(call: number): void {
  parentPort?.postMessage({ file: '', calls: [call], events: [] } satisfies Response);
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
