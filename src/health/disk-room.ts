import { statfs } from 'node:fs/promises';
import { type EventLog, LogFull } from '../events/log.ts';
import type { Complaint } from './health.ts';

/** Below this the disk may be full within minutes, and a log that is copied or sealed needs room of its own. */
const LOW = 256 * 1024 * 1024;

/** How long a commit that found no room counts, if there is room again and nobody has published since. */
const REMEMBERED = 30_000;

/** Bytes that this user may still write on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Whether the disk has room: by what it says, and by what became of the last commit, which quotas refuse too. */
export class DiskRoom {
  readonly #free: () => Promise<number>;
  readonly #elapsed: () => number;
  #refused: number | undefined;

  constructor(free: () => Promise<number>, elapsed: () => number = () => performance.now()) {
    this.#free = free;
    this.#elapsed = elapsed;
  }

  /** A log whose commits are looked at. */
  watch(log: Pick<EventLog, 'append'>): Pick<EventLog, 'append'> {
    return {
      append: async (entries) => {
        try {
          const appended = await log.append(entries);
          // An append of nothing needs no room.
          if (entries.length > 0) this.#refused = undefined;
          return appended;
        } catch (error) {
          if (error instanceof LogFull) this.#refused = this.#elapsed();
          throw error;
        }
      },
    };
  }

  async examine(): Promise<Complaint | undefined> {
    const isLow = (await this.#free()) < LOW;
    if (this.#refused !== undefined && (isLow || this.#elapsed() - this.#refused < REMEMBERED)) {
      return { status: 'failing', reason: 'the last commit found no room' };
    }
    return isLow ? { status: 'degraded', reason: 'less than 256 MiB are left' } : undefined;
  }
}
