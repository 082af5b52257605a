import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type WatchedFolderParts = {
  folder: string;
  /** The largest file that is read, in bytes; larger ones stay, and are told once. */
  mostBytes: number;
  /** Keeps a message durably, or sets it aside. Its file is removed afterwards. */
  receive(raw: Buffer): Promise<void>;
  /** Told what keeps files waiting. */
  report(error: unknown, file?: string): void;
  /** How long to wait between two looks, in milliseconds. */
  pause?: number;
};

/** Files that were changed within so many milliseconds may still be written. */
const SETTLED = 1000;

/** Takes messages out of a folder where other programs put them, as files that end in `.eml`. */
export class WatchedFolder {
  readonly #parts: WatchedFolderParts;
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void>;
  #closed = false;

  constructor(parts: WatchedFolderParts) {
    this.#parts = parts;
    this.#work = this.#look();
  }

  /** Ends the look that is under way. What is not taken yet is taken after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#work;
  }

  async #look(): Promise<void> {
    const { folder, report, pause = 1000 } = this.#parts;
    try {
      for (const name of (await readdir(folder)).toSorted()) {
        if (this.#closed) return;
        if (name.endsWith('.eml') && !name.startsWith('.')) await this.#take(join(folder, name));
      }
      this.#told.delete(folder);
    } catch (error) {
      this.#tell(folder, () => report(error));
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#work = this.#look();
    }, pause).unref();
  }

  async #take(file: string): Promise<void> {
    const { mostBytes, receive, report } = this.#parts;
    try {
      const { size, mtimeMs } = await stat(file);
      if (Date.now() - mtimeMs < SETTLED) return;
      if (size > mostBytes) throw new Error(`the file has more than ${mostBytes} bytes`);
      await receive(await readFile(file));
      await rm(file);
      this.#told.delete(file);
    } catch (error) {
      this.#tell(file, () => report(error, file));
    }
  }

  /** Once for each file, until it is taken: it is tried again every second. */
  #tell(what: string, report: () => void): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    report();
  }
}
