import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from './client.ts';
import { type DataFile, STREAM } from './data-file.ts';
import { type Finished, run } from './process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const CHAPPE = fileURLToPath(import.meta.resolve('../chappe'));
const PEERS = fileURLToPath(import.meta.resolve('./peers'));

/** A data folder of Chappe with one account, and a key of that account. */
export type Home = { folder: string; key: string };

/** What all scenarios share: the events, the client, and a folder for what they leave behind. */
export class Stage {
  readonly data: DataFile;
  readonly client: Client;
  readonly folder: string;
  #loaded: Promise<Home> | undefined;

  private constructor(data: DataFile, client: Client, folder: string) {
    this.data = data;
    this.client = client;
    this.folder = folder;
  }

  static async set(data: DataFile, client: Client, cache: string): Promise<Stage> {
    await mkdir(cache, { recursive: true });
    return new Stage(data, client, await mkdtemp(join(cache, 'run-')));
  }

  /** A path for a file that a scenario writes. */
  file(name: string): string {
    return join(this.folder, name);
  }

  /** A new, empty home. */
  async newHome(): Promise<Home> {
    const folder = await mkdtemp(this.file('data-'));
    const home = ['--data', folder];
    await run([CHAPPE, 'account', 'create', STREAM.account, ...home]);
    const { stdout } = await run([CHAPPE, 'key', 'create', STREAM.account, ...home]);
    return { folder, key: stdout.trim() };
  }

  /** A home that holds all events. It is filled once and then only read. */
  loadedHome(): Promise<Home> {
    this.#loaded ??= this.newHome().then(async (home) => {
      await this.importInto(home);
      return home;
    });
    return this.#loaded;
  }

  /** Runs `chappe events import` on all events. */
  importInto({ folder }: Home): Promise<Finished> {
    return run([CHAPPE, 'events', 'import', STREAM.account, this.data.path, '--data', folder]);
  }

  /** Starts Chappe on a home. The rate limit is off: it would measure itself. */
  serve({ folder }: Home): Promise<ServerProcess> {
    return startServer([CHAPPE, 'serve', '--data', folder, '--port', '0'], { CHAPPE_RATE_LIMIT: '0' });
  }

  /** Starts one of the programs in `peers/`. */
  servePeer(program: string, ...args: string[]): Promise<ServerProcess> {
    return startServer([process.execPath, join(PEERS, program), ...args]);
  }

  async discard(home: Home): Promise<void> {
    await rm(home.folder, { recursive: true });
  }

  /** Removes all that the run left behind. */
  async strike(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
