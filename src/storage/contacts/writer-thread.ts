import type { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { isFull } from '../../events/sqlite/sqlite-error.ts';
import { openForWriting } from './open.ts';
import { Scribe } from './scribe.ts';
import type { Request, Response } from './writer.ts';

/**
 * The thread that writes contacts. SQLite waits for the disk while it commits; here that wait holds up nobody who reads.
 * What was asked during one commit is taken together into the next one.
 */

/** How many requests are taken at once: so long the last of them waits for the first. */
const MOST_REQUESTS = 1000;

type Changes = Extract<Request, { do: 'change' }>[];

const country = String(workerData);
const books = new Map<string, { database: DatabaseSync; scribe: Scribe }>();

function scribeOf(file: string): Scribe {
  let book = books.get(file);
  if (book === undefined) {
    const database = openForWriting(file);
    book = { database, scribe: new Scribe(database, { country, now: Date.now }) };
    books.set(file, book);
  }
  return book.scribe;
}

function write(file: string, requests: Changes): Response {
  const calls = requests.map(({ call }) => call);
  try {
    return { file, calls, ...scribeOf(file).write(requests.map(({ change }) => change)) };
  } catch (error) {
    return { file, calls, written: [], events: [], failure: { full: isFull(error), error } };
  }
}

function serve(requests: readonly Request[]): void {
  const changes = new Map<string, Changes>();
  const published = new Map<string, number>();
  for (const request of requests) {
    if (request.do === 'forget') published.set(request.file, request.upTo);
    if (request.do !== 'change') continue;
    const group = changes.get(request.file);
    if (group === undefined) changes.set(request.file, [request]);
    else group.push(request);
  }
  for (const [file, group] of changes) parentPort?.postMessage(write(file, group));
  for (const [file, upTo] of published) forgetEvents(file, upTo);
  for (const request of requests) {
    if (request.do === 'close') closeAll();
    if (request.do === 'close' || request.do === 'probe') answer(request.call);
  }
}

/** What could not be forgotten is published again after the next start, which does nothing. */
function forgetEvents(file: string, upTo: number): void {
  try {
    scribeOf(file).forgetEvents(upTo);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

function closeAll(): void {
  for (const { database } of books.values()) database.close();
  books.clear();
}

function answer(call: number): void {
  parentPort?.postMessage({
    file: '',
    calls: [call],
    written: [{ answer: '' }],
    events: [],
  } satisfies Response);
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
