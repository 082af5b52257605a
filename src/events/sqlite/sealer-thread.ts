import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { isBusy, isFull } from '../../sqlite/sqlite-error.ts';
import { tellIfDamage } from './damage.ts';
import { Folding } from './folding.ts';
import { lowerPriority } from './lower-priority.ts';
import { openForWriting } from './open.ts';
import { sealedState } from './sealed-state.ts';
import { SEALER_CONNECTION, Sealer } from './sealer.ts';
import type { SealerReport, SealerRequest } from './sealing.ts';

/**
 * The thread that seals. It works a block at a time, one log after the other, and rests when there is nothing to do,
 * when the disk is full, and while a log grows so fast that sealing would only get in the way.
 *
 * Logs that are in use are watched. The others are visited, one at a time, for what was left to be done when the server
 * stopped: with thousands of accounts, all at once would need gigabytes.
 */

/** How long to wait when there is nothing to do, in milliseconds. */
const REST = 500;

/** How long to wait for room on the disk. */
const LONG_REST = 5000;

/** A log that grows by more than this is being filled: what is sealed now would be opened again, and costs a core. */
const BUSY_EVENTS_PER_SECOND = 4000;

/** A log that has not grown for so long is sealed to its end, in milliseconds. */
const SETTLED_AFTER = 2000;

/**
 * A log that grows is sealed and counted for a part of the time each, so that what fills it has the rest of the processor; and
 * not too often, as whoever stores events has to read its pages anew after each commit of another.
 */
const REST_FOR_WORK = 4;
const LEAST_REST = 50;

/** How many positions of a log that grows are counted at a time: it is locked for some milliseconds meanwhile. */
const FEW_POSITIONS = 500;

/** How often it is told what of a log is sealed, in milliseconds: after work, and when others may have changed it. */
const TELL_EVERY = 2000;
const TELL_ANYWAY = 60_000;

type Watched = {
  file: string;
  database: DatabaseSync;
  sealer: Sealer;
  folding: Folding;
  head: number;
  at: number;
  /** When it was last seen to have grown. */
  grew: number;
  /** Until when it is left alone by either. */
  rests: { counting: number; sealing: number };
  /** When it was last told what is sealed, and whether that has changed since. */
  told: number;
  changed: boolean;
  /** Closed as soon as there is nothing to do. */
  visited: boolean;
};

const logs: Watched[] = [];
/** The files that are to be visited. */
const visits = new Set<string>();
/** Ends the rest at once: whoever stops a server shall not wait for it. */
const closing = new AbortController();

parentPort?.on('message', (request: SealerRequest) => {
  if (request.do === 'close') closing.abort();
  else if (request.do === 'visit') visits.add(request.file);
  else watch(request.file);
});

lowerPriority();
void work();

function watch(file: string): void {
  visits.delete(file);
  const visited = logs.find((log) => log.file === file);
  if (visited === undefined) open(file, false);
  else visited.visited = false;
}

/** Begins the next visit, unless one is under way. Whether it did. */
function visit(): boolean {
  const [next] = visits;
  if (next === undefined || logs.some(({ visited }) => visited)) return false;
  visits.delete(next);
  open(next, true);
  return true;
}

function open(file: string, visited: boolean): void {
  try {
    const database = openForWriting(file, SEALER_CONNECTION);
    logs.push({
      file,
      database,
      sealer: new Sealer(database),
      folding: new Folding(database),
      head: headOf(database),
      at: performance.now(),
      // Nobody is adding to a log that is not in use.
      grew: visited ? Number.NEGATIVE_INFINITY : performance.now(),
      rests: { counting: 0, sealing: 0 },
      told: Number.NEGATIVE_INFINITY,
      changed: true,
      visited,
    });
  } catch (error) {
    tellIfDamage(file, error);
    report({ tells: 'trouble', kind: 'stopped', file, trouble: 'cannot be opened for sealing', error });
  }
}

async function work(): Promise<void> {
  while (!closing.signal.aborted) {
    let worked = visit();
    for (const log of [...logs]) {
      worked = step(log) === 'worked' || worked;
      // Requests are taken between steps.
      await pause(0);
    }
    if (!worked) await rest();
  }
  for (const { database } of logs) database.close();
  parentPort?.close();
}

async function rest(): Promise<void> {
  try {
    await pause(restOf(logs), undefined, { ref: false, signal: closing.signal });
  } catch (error) {
    if (!closing.signal.aborted) throw error;
  }
}

function leave(log: Watched): void {
  logs.splice(logs.indexOf(log), 1);
  log.database.close();
}

/** Until the first log may be worked on again, when some only rest. */
function restOf(logs: readonly Watched[]): number {
  const now = performance.now();
  const ends = logs.flatMap(({ rests }) => Object.values(rests));
  return Math.min(REST, ...ends.filter((end) => end > now).map((end) => end - now));
}

function step(log: Watched): 'worked' | 'idle' {
  try {
    if (isBeingFilled(log)) return 'idle';
    const settled = performance.now() - log.grew > SETTLED_AFTER;
    // In turns: neither shall wait for all of the other.
    const counted = turn(log, 'counting', settled, () =>
      log.folding.step(settled ? undefined : FEW_POSITIONS),
    );
    const worked = turn(log, 'sealing', settled, () => log.sealer.step(settled)) || counted;
    log.changed ||= worked;
    if (log.visited && !worked && !isResting(log)) {
      tellNow(log);
      leave(log);
      return 'worked';
    }
    tell(log);
    return worked ? 'worked' : 'idle';
  } catch (error) {
    if (isBusy(error)) return 'idle';
    if (isFull(error)) {
      const trouble = 'waits for room on the disk before more is sealed';
      report({ tells: 'trouble', kind: 'waiting', file: log.file, trouble, error });
      // Looks like growth, and so lets the log rest for a while.
      log.at = performance.now() + LONG_REST;
      return 'idle';
    }
    tellIfDamage(log.file, error);
    report({ tells: 'trouble', kind: 'stopped', file: log.file, trouble: 'is not sealed any more', error });
    leave(log);
    return 'idle';
  }
}

function isResting({ rests }: Watched): boolean {
  return Math.max(...Object.values(rests)) > performance.now();
}

/** Works, unless that rests. Whether there was something to do. */
function turn(log: Watched, what: keyof Watched['rests'], settled: boolean, work: () => boolean): boolean {
  const begun = performance.now();
  if (begun < log.rests[what]) return false;
  const worked = work();
  const done = performance.now();
  if (worked && !settled) log.rests[what] = done + Math.max(REST_FOR_WORK * (done - begun), LEAST_REST);
  return worked;
}

/** Tells what of a log is sealed, when that has changed or may have. */
function tell(log: Watched): void {
  if (performance.now() - log.told >= (log.changed ? TELL_EVERY : TELL_ANYWAY)) tellNow(log);
}

function tellNow(log: Watched): void {
  log.changed = false;
  log.told = performance.now();
  report({ tells: 'state', file: log.file, state: sealedState(log.database) });
}

function isBeingFilled(log: Watched): boolean {
  const elapsed = performance.now() - log.at;
  if (elapsed < 0) return true;
  if (elapsed < REST / 2) return false;
  const head = headOf(log.database);
  const rate = ((head - log.head) * 1000) / elapsed;
  if (head !== log.head) log.grew = performance.now();
  log.head = head;
  log.at = performance.now();
  return rate > BUSY_EVENTS_PER_SECOND;
}

function headOf(database: DatabaseSync): number {
  return Number(database.prepare('SELECT head FROM log WHERE one = 1').get()?.head);
}

function report(told: SealerReport): void {
  parentPort?.postMessage(told);
}
