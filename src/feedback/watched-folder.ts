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

/** How it is: why it cannot be read, if so, and the files in it that cannot be taken. */
export type FolderState = { trouble: unknown; stuck: readonly string[] };

/** Files that were changed within so many milliseconds may still be written. */
const SETTLED = 1000;

/** Takes messages out of a folder where other programs put them, as files that end in `.eml`. */
export class WatchedFolder {
  readonly #parts: WatchedFolderParts;
  /** The files that were told of, until they are taken or gone: each is tried again every second. */
  #stuck = new Set<string>();
  /** When those files were written that were received and could not be removed: an answer must not be sent on every second. */
  readonly #received = new Map<string, number>();
  #trouble: unknown;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void>;
  #closed = false;

  constructor(parts: WatchedFolderParts) {
    this.#parts = parts;
    this.#work = this.#look();
  }

  get state(): FolderState {
    return { trouble: this.#trouble, stuck: [...this.#stuck] };
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
      const names = (await readdir(folder)).toSorted().filter(isMessage);
      this.#forgetAllBut(new Set(names));
      for (const name of names) {
        if (this.#closed) return;
        await this.#take(name);
      }
      this.#trouble = undefined;
    } catch (error) {
      if (this.#trouble === undefined) report(error);
      this.#trouble = error;
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#work = this.#look();
    }, pause).unref();
  }

  #forgetAllBut(names: ReadonlySet<string>): void {
    this.#stuck = this.#stuck.intersection(names);
    for (const name of this.#received.keys()) if (!names.has(name)) this.#received.delete(name);
  }

  async #take(name: string): Promise<void> {
    const { folder, mostBytes, receive, report } = this.#parts;
    const file = join(folder, name);
    try {
      const { size, mtimeMs } = await stat(file);
      if (this.#received.get(name) !== mtimeMs) {
        if (Date.now() - mtimeMs < SETTLED) return;
        if (size > mostBytes) throw new Error(`the file has more than ${mostBytes} bytes`);
        await receive(await readFile(file));
        this.#received.set(name, mtimeMs);
      }
      await rm(file);
      this.#received.delete(name);
      this.#stuck.delete(name);
    } catch (error) {
      if (!this.#stuck.has(name)) report(error, file);
      this.#stuck.add(name);
    }
  }
}

function isMessage(name: string): boolean {
  return name.endsWith('.eml') && !name.startsWith('.');
}
