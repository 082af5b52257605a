import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Mail that nobody understood, and why. */
export type QuarantineReason = 'no report' | 'unreadable' | 'loop' | 'unknown' | 'retired';

/** Where it is in a data folder. */
export const QUARANTINE_FOLDER = 'quarantine';

/** Names sort by time. */
const NAME = /^\d{13}-[0-9a-f]{16}\.eml$/;

/**
 * A folder for mail that nothing was made of, so that a person can look at it. It never has more than its bytes: the
 * oldest are deleted for the newest.
 */
export class Quarantine {
  readonly #folder: string;
  readonly #mostBytes: number;
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** Keeps mail with the reason in a header in front of its own. The same mail is kept once in a millisecond. */
  put(raw: Buffer, reason: QuarantineReason, now: number): Promise<void> {
    const done = this.#work.then(() => this.#put(raw, reason, now));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #put(raw: Buffer, reason: QuarantineReason, now: number): Promise<void> {
    const whole = Buffer.concat([Buffer.from(`X-Chappe-Quarantine: ${reason}\r\n`), raw]);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#makeRoom(whole.length);
    if (whole.length > this.#mostBytes) return;
    const digest = createHash('sha256').update(raw).digest('hex').slice(0, 16);
    const file = join(this.#folder, `${String(now).padStart(13, '0')}-${digest}.eml`);
    await writeFile(`${file}.part`, whole, { mode: 0o600, flush: true });
    await rename(`${file}.part`, file);
  }

  async #makeRoom(bytes: number): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => NAME.test(name)).toSorted();
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(this.#folder, name))).size));
    let held = sizes.reduce((sum, size) => sum + size, 0);
    for (const [place, name] of names.entries()) {
      if (held + bytes <= this.#mostBytes) return;
      await rm(join(this.#folder, name), { force: true });
      held -= sizes[place] ?? 0;
    }
  }
}
