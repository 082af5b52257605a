import { spawnSync } from 'node:child_process';
import { cp, mkdir, stat, statfs, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAPPE_PROGRAM, ChappeProcess, type Ended, listening } from './chappe-process.ts';
import { type Cleaner, dataFolder, scratchFolder } from './data-folder.ts';

/** Ways to a mount that no other process sees, and into it: as root, and as anybody else where the system allows that. */
const WAYS = [
  { make: ['--mount'], enter: ['--mount'] },
  { make: ['--map-root-user', '--mount'], enter: ['--user', '--preserve-credentials', '--mount'] },
];

/** How a small disk can be mounted here; none when this user may not. */
const WAY = WAYS.find(
  ({ make }) =>
    spawnSync('nsenter', ['--version']).status === 0 &&
    spawnSync('unshare', [...make, 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /tmp']).status === 0,
);

/** Why there are no small disks here; false when there are. */
export const NO_SMALL_DISK =
  WAY === undefined &&
  'NOT RUN: needs Linux with unshare(1), nsenter(1) and the right to mount a tmpfs: root, or unprivileged user namespaces';

/** A small disk in memory, which only processes that are started on it can see. */
export class SmallDisk {
  readonly #t: Cleaner;
  readonly #enter: readonly string[];
  /** The folder that it is mounted on, for those who see it. */
  readonly folder: string;
  /** The way to it from outside, for all but SQLite, which follows it to where nothing is mounted. */
  readonly outside: string;

  private constructor(t: Cleaner, enter: readonly string[], holder: number, folder: string) {
    this.#t = t;
    this.#enter = ['--target', String(holder), ...enter];
    this.folder = folder;
    this.outside = join('/proc', String(holder), 'root', folder);
  }

  /** A disk of so many bytes. */
  static async mount(t: Cleaner, size: number): Promise<SmallDisk> {
    if (WAY === undefined) throw new Error(String(NO_SMALL_DISK));
    const folder = join(await scratchFolder(t), 'disk');
    await mkdir(folder);
    const script = 'mount -t tmpfs -o "size=$2,mode=700" tmpfs "$1"; echo mounted; exec cat';
    const holder = new ChappeProcess([...WAY.make, 'sh', '-ec', script, 'sh', folder, String(size)], {
      program: 'unshare',
    });
    t.after(() => holder.kill());
    await holder.until(/mounted/);
    return new SmallDisk(t, WAY.enter, holder.pid, folder);
  }

  /** Starts a command that sees the disk. */
  start(arguments_: readonly string[], env: Record<string, string> = {}): ChappeProcess {
    const process = new ChappeProcess([...this.#enter, CHAPPE_PROGRAM, ...arguments_], {
      program: 'nsenter',
      env: { CHAPPE_RATE_LIMIT: '0', ...env },
    });
    this.#t.after(() => process.kill());
    return process;
  }

  run(arguments_: readonly string[]): Promise<Ended> {
    const process = this.start(arguments_);
    process.stdin.end();
    return process.ended;
  }

  async serve(data: string, env: Record<string, string> = {}): Promise<ChappeProcess & { url: string }> {
    const server = this.start(['serve', '--port', '0', '--data', data], env);
    return Object.assign(server, { url: await listening(server) });
  }

  /** Copies a folder to the disk; gives where it is for those who see the disk. */
  async put(folder: string, name = 'data'): Promise<string> {
    await cp(folder, join(this.outside, name), { recursive: true });
    return join(this.folder, name);
  }

  /** How many bytes are free. */
  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.outside);
    return bavail * bsize;
  }

  /** Takes so many bytes with a file. */
  async take(bytes: number): Promise<void> {
    await writeFile(join(this.outside, 'filler'), Buffer.alloc(bytes));
  }

  /** Makes that file so many bytes shorter. */
  async makeSomeRoom(bytes: number): Promise<void> {
    const file = join(this.outside, 'filler');
    await truncate(file, (await stat(file)).size - bytes);
  }

  /** Takes that file away. */
  makeRoom(): Promise<void> {
    return unlink(join(this.outside, 'filler'));
  }
}

/** A server whose data folder lies on a small disk of its own, in memory, together with a file that takes up room. */
export type CrampedServer = ChappeProcess & {
  url: string;
  key: string;
  /** How many bytes of the disk are free. */
  free(): Promise<number>;
  /** Makes the file so many bytes shorter. */
  makeSomeRoom(bytes: number): Promise<void>;
  /** Takes the file away. */
  makeRoom(): Promise<void>;
};

/** Starts a server on a disk of so many bytes, of which so many are taken. */
export async function serveOnSmallDisk(t: Cleaner, size: number, taken: number): Promise<CrampedServer> {
  const { data, key } = await dataFolder(t);
  const disk = await SmallDisk.mount(t, size);
  await disk.take(taken);
  const server = await disk.serve(await disk.put(data));
  return Object.assign(server, {
    key,
    free: () => disk.free(),
    makeSomeRoom: (bytes: number) => disk.makeSomeRoom(bytes),
    makeRoom: () => disk.makeRoom(),
  });
}
