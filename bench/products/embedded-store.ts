import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';
import { type Found, HOW_TO_INSTALL } from './found.ts';

const MODULES = fileURLToPath(import.meta.resolve('../.cache/peers/node_modules'));
const PEERS = fileURLToPath(import.meta.resolve('../peers'));

export type Exported = {
  ms: number;
  bytes?: number;
  firstByteMs?: number;
  peakBytes?: number;
  diskBytes?: number;
  cpuMs?: number;
};

/** A database that lives within a Node process. It is started anew for each measurement. */
export class EmbeddedStore {
  readonly #folder: string;
  readonly #program: string;
  #diskBytes = 0;

  private constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** @param program one of `peers/` that can `load` and `export`. */
  static async find(name: string, program: string, within: string): Promise<Found<EmbeddedStore>> {
    const manifest = join(MODULES, name, 'package.json');
    if (!existsSync(manifest)) return { absent: `not installed (${HOW_TO_INSTALL})` };
    const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
    const folder = await mkdtemp(join(within, 'embedded-'));
    return { product: new EmbeddedStore(join(PEERS, program), folder), version: `${name} ${version}` };
  }

  /** What the events take on disk, once they are loaded. */
  get diskBytes(): number {
    return this.#diskBytes;
  }

  async load(rows: string): Promise<void> {
    const { diskBytes } = await this.#do('load', rows);
    this.#diskBytes = diskBytes ?? 0;
  }

  /** Runs a query; what it gives is thrown away, or written to a file. */
  export(sql: string, output?: string): Promise<Exported> {
    return this.#do('export', sql, ...(output === undefined ? [] : [output]));
  }

  async #do(work: string, ...args: string[]): Promise<Exported> {
    const { stdout, peakBytes, cpuMs } = await run([
      process.execPath,
      this.#program,
      work,
      MODULES,
      this.#folder,
      ...args,
    ]);
    const report: Exported = JSON.parse(stdout);
    return {
      ...report,
      ...(peakBytes !== undefined && { peakBytes }),
      ...(cpuMs !== undefined && { cpuMs }),
    };
  }
}
