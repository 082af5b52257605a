import { parentPort } from 'node:worker_threads';
import type { LongReadRequest, LongReadResponse } from './long-reads.ts';
import { openForReading } from './open.ts';
import { Statements } from './statements.ts';
import { type Step, Walk } from './walk.ts';

/** The thread that goes on with long reads: one chunk for each that is asked for, in the order of asking. */

const logs = new Map<string, Statements>();
const reads = new Map<number, Generator<Step>>();

function statementsOf(file: string): Statements {
  let statements = logs.get(file);
  if (statements === undefined) {
    statements = new Statements(openForReading(file));
    logs.set(file, statements);
  }
  return statements;
}

parentPort?.on('message', (request: LongReadRequest) => {
  attempt(request.read, () => {
    switch (request.do) {
      case 'begin':
        reads.set(request.read, Walk.resume(statementsOf(request.file), request.stage));
        break;
      case 'next':
        next(request.read);
        break;
      case 'end':
        reads.delete(request.read);
        break;
    }
  });
});

/** A failure ends the read that it befell, and no other. */
function attempt(read: number, act: () => void): void {
  try {
    act();
  } catch (failure) {
    reads.delete(read);
    answer({ read, failure });
  }
}

function next(read: number): void {
  const steps = reads.get(read);
  if (steps === undefined) return;
  const { done, value } = steps.next();
  if (done) {
    reads.delete(read);
    answer({ read });
  } else if (value.bytes === undefined) {
    // A step that found nothing: others have their turn before the next one.
    setImmediate(() => attempt(read, () => next(read)));
  } else {
    answer({ read, chunk: value.bytes });
  }
}

function answer(response: LongReadResponse): void {
  const { buffer } = response.chunk ?? {};
  parentPort?.postMessage(response, buffer instanceof ArrayBuffer ? [buffer] : []);
}
