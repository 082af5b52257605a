import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull } from '../files/full-disk.ts';
import { isMissingFile } from '../files/missing-file.ts';
import { QueueFull } from '../sending/queue.ts';

/** Mail that nobody understood, and why. */
export type QuarantineReason = 'no report' | 'unreadable' | 'loop' | 'unknown' | 'retired';

/** Where it is in a data folder. */
export const QUARANTINE_FOLDER = 'quarantine';

/** What it holds, and what it may hold. */
export type QuarantineState = { messages: number; bytes: number; mostBytes: number };

export type QuarantineParts = {
  folder: string;
  mostBytes: number;
  /** Told of each message that is not kept any more, or at all, for want of room. */
  dropped(): void;
  now(): number;
};

/** Names sort by time. */
const NAME = /^\d{13}-[0-9a-f]{16}\.eml$/;

/** How long is believed what was seen in the folder, in milliseconds: people delete what they have looked at. */
const SEEN_FOR = 10_000;

/**
 * A folder for mail that nothing was made of, so that a person can look at it. It never has more than its bytes: the
 * oldest are deleted for the newest.
 */
export class Quarantine {
  readonly #parts: QuarantineParts;
  /** The sizes of its files, the oldest first, and when they were looked at. */
  #seen: { at: number; sizes: Map<string, number> } | undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(parts: QuarantineParts) {
    this.#parts = parts;
  }

  /**
   * Keeps mail with the reason in a header in front of its own. The same mail is kept once in a millisecond.
   * @throws QueueFull when the disk has no room.
   */
  put(raw: Buffer, reason: QuarantineReason): Promise<void> {
    return this.#inTurn(() => this.#put(raw, reason));
  }

  state(): Promise<QuarantineState> {
    return this.#inTurn(async () => {
      const sizes = await this.#sizes();
      return { messages: sizes.size, bytes: sum(sizes), mostBytes: this.#parts.mostBytes };
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #put(raw: Buffer, reason: QuarantineReason): Promise<void> {
    const { folder, mostBytes, dropped, now } = this.#parts;
    const whole = Buffer.concat([Buffer.from(`X-Chappe-Quarantine: ${reason}\r\n`), raw]);
    if (whole.length > mostBytes) {
      dropped();
      return;
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const sizes = await this.#sizes();
    await this.#makeRoom(sizes, whole.length);
    const digest = createHash('sha256').update(raw).digest('hex').slice(0, 16);
    const name = `${String(now()).padStart(13, '0')}-${digest}.eml`;
    await this.#write(join(folder, name), whole);
    sizes.set(name, whole.length);
  }

  async #write(file: string, whole: Buffer): Promise<void> {
    const unfinished = `${file}.part`;
    try {
      await writeFile(unfinished, whole, { mode: 0o600, flush: true });
      await rename(unfinished, file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw isDiskFull(error) ? new QueueFull({ cause: error }) : error;
    }
  }

  async #makeRoom(sizes: Map<string, number>, bytes: number): Promise<void> {
    const { folder, mostBytes, dropped } = this.#parts;
    let held = sum(sizes);
    for (const [name, size] of sizes) {
      if (held + bytes <= mostBytes) return;
      await rm(join(folder, name), { force: true });
      sizes.delete(name);
      held -= size;
      dropped();
    }
  }

  async #sizes(): Promise<Map<string, number>> {
    const at = this.#parts.now();
    if (this.#seen === undefined || at - this.#seen.at >= SEEN_FOR)
      this.#seen = { at, sizes: await sizesIn(this.#parts.folder) };
    return this.#seen.sizes;
  }
}

/** None when nothing was ever put aside. */
async function sizesIn(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of await namesIn(folder)) {
    const size = await unlessMissing(stat(join(folder, name)).then((found) => found.size));
    if (size !== undefined) sizes.set(name, size);
  }
  return sizes;
}

async function namesIn(folder: string): Promise<string[]> {
  const names = (await unlessMissing(readdir(folder))) ?? [];
  return names.filter((name) => NAME.test(name)).toSorted();
}

function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: unknown) => {
    if (isMissingFile(error)) return undefined;
    throw error;
  });
}

function sum(sizes: ReadonlyMap<string, number>): number {
  return sizes.values().reduce((total, size) => total + size, 0);
}
