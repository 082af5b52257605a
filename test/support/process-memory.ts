import { readdir, readFile, writeFile } from 'node:fs/promises';

const KILOBYTE = 1024;

/** What a process of this machine holds, as Linux tells in /proc. */
export class ProcessMemory {
  readonly #folder: string;

  constructor(pid: number) {
    this.#folder = `/proc/${pid}`;
  }

  /** Bytes of resident memory now. */
  resident(): Promise<number> {
    return this.#status('VmRSS');
  }

  /** The most bytes of resident memory since the beginning, or since `forgetPeak`. */
  peak(): Promise<number> {
    return this.#status('VmHWM');
  }

  async forgetPeak(): Promise<void> {
    await writeFile(`${this.#folder}/clear_refs`, '5');
  }

  /** How many files, connections and pipes are open. */
  async openFiles(): Promise<number> {
    return (await readdir(`${this.#folder}/fd`)).length;
  }

  /** Bytes that were written so far, to files and to connections. */
  async written(): Promise<number> {
    return field(await readFile(`${this.#folder}/io`, 'utf8'), 'wchar');
  }

  async #status(name: string): Promise<number> {
    return field(await readFile(`${this.#folder}/status`, 'utf8'), name) * KILOBYTE;
  }
}

function field(text: string, name: string): number {
  const [, number] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text) ?? [];
  if (number === undefined) throw new Error(`/proc tells no ${name}`);
  return Number(number);
}
