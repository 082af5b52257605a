import { globSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Finished, run } from '../process.ts';
import { type ServerProcess, startServer } from '../server-process.ts';
import type { Found } from './found.ts';
import { INDEXES, settingsFor, TABLE } from './postgres-schema.ts';

const HOW_TO_GET = 'not installed (apt-get install postgresql)';
const FOLDERS = [
  '/usr/lib/postgresql/*/bin/postgres',
  '/usr/pgsql-*/bin/postgres',
  '/opt/homebrew/opt/postgresql*/bin/postgres',
];
const START_TIMEOUT_MS = 30_000;

const REAPED_WITHIN_MS = 200;

type Timed = { ms: number; cpuMs: number };
type Owner = { uid: number; gid: number } | undefined;

/** A PostgreSQL server of our own, with one connection at a time over a socket in its folder. */
export class Postgres {
  readonly #bin: string;
  readonly #folder: string;
  readonly #server: ServerProcess;

  private constructor(bin: string, folder: string, server: ServerProcess) {
    this.#bin = bin;
    this.#folder = folder;
    this.#server = server;
  }

  /** Makes and starts a server within a folder, if PostgreSQL is installed. */
  static async find(folder: string): Promise<Found<Postgres>> {
    const program = FOLDERS.flatMap((pattern) => globSync(pattern))
      .toSorted()
      .at(-1);
    if (program === undefined) return { absent: HOW_TO_GET };
    const bin = dirname(program);
    const { stdout } = await run([program, '--version']);
    try {
      return { product: await Postgres.#start(bin, folder), version: stdout.trim() };
    } catch (error) {
      return { absent: `cannot be started: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  static async #start(bin: string, within: string): Promise<Postgres> {
    const folder = await mkdtemp(join(within, 'postgres-'));
    const owner = await ownerOf(folder);
    const data = join(folder, 'data');
    const user = ['--username=postgres', '--auth=trust'];
    const encoding = ['--encoding=UTF8', '--no-locale'];
    await run([join(bin, 'initdb'), '--pgdata', data, ...user, ...encoding], { owner });
    const settings = { ...settingsFor(totalmem()), listen_addresses: '', unix_socket_directories: folder };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command = [join(bin, 'postgres'), '-D', data, ...options];
    // Asked to stop, it would wait for clients that we have already left.
    const server = await startServer(command, {
      owner,
      stopSignal: 'SIGINT',
      ready: { url: folder, whenOk: () => isReady(bin, folder) },
    });
    return new Postgres(bin, folder, server);
  }

  /** Runs statements; what they put out is thrown away, or written to a file. */
  query(sql: string, output = '/dev/null'): Promise<Finished> {
    const psql = [join(this.#bin, 'psql'), '-X', '-q', '-h', this.#folder, '-U', 'postgres', 'postgres'];
    return run([...psql, '-v', 'ON_ERROR_STOP=1', '-o', output, '-c', sql]);
  }

  /** Runs statements, and tells how long it took them, and the process that served them alone. */
  async timed(sql: string): Promise<Timed> {
    const before = this.#server.cpuMs() ?? 0;
    const { ms } = await this.query(sql);
    // The server takes note of a connection's process a moment after it ended.
    await pause(REAPED_WITHIN_MS);
    return { ms, cpuMs: (this.#server.cpuMs() ?? 0) - before };
  }

  /** Copies rows into a new, empty table. Only the copying is timed, and the making of indexes where it comes last. */
  async load(rows: string, indexes: 'before' | 'after'): Promise<Timed> {
    await this.query('DROP TABLE IF EXISTS events');
    await this.query('CHECKPOINT');
    await this.query(TABLE);
    if (indexes === 'before') await this.query(INDEXES);
    const copy = await this.timed(`\\copy events FROM '${rows}'`);
    if (indexes === 'before') return copy;
    const making = await this.timed(INDEXES);
    return { ms: copy.ms + making.ms, cpuMs: copy.cpuMs + making.cpuMs };
  }

  async diskBytes(): Promise<number> {
    const output = join(this.#folder, 'size.txt');
    await this.query(`\\copy (SELECT pg_total_relation_size('events')) TO '${output}'`);
    const { stdout } = await run(['cat', output]);
    return Number(stdout);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

async function isReady(bin: string, folder: string): Promise<boolean> {
  try {
    await run([join(bin, 'pg_isready'), '-q', '-h', folder, '-t', String(START_TIMEOUT_MS / 1_000)]);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root; its package has made a user for it. */
async function ownerOf(folder: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (option: string) => Number((await run(['id', option, 'postgres'])).stdout);
  const owner = { uid: await id('-u'), gid: await id('-g') };
  await chown(folder, owner.uid, owner.gid);
  // The folder of the run is the current user's alone; this lets through whoever knows the name.
  await chmod(dirname(folder), 0o711);
  await mkdir(join(folder, 'data'), { mode: 0o700 });
  await chown(join(folder, 'data'), owner.uid, owner.gid);
  return owner;
}
