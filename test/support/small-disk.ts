import { spawnSync } from 'node:child_process';
import { mkdir, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAPPE_PROGRAM, ChappeProcess, listening } from './chappe-process.ts';
import { type Cleaner, scratchFolder } from './data-folder.ts';

/** Ways to a mount that no other process sees: as root, and as anybody else where the system allows that. */
const WAYS = [['--mount'], ['--map-root-user', '--mount']];

/** How a small disk can be mounted here; none when this user may not. */
const WAY = WAYS.find(
  (options) =>
    spawnSync('unshare', [...options, 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /tmp']).status === 0,
);

/** Why there are no small disks here; false when there are. */
export const NO_SMALL_DISK =
  WAY === undefined &&
  'NOT RUN: needs Linux with unshare(1) and the right to mount a tmpfs: root, or unprivileged user namespaces';

/** A server whose data folder lies on a small disk of its own, in memory, together with a file that takes up room. */
export type CrampedServer = ChappeProcess & {
  url: string;
  key: string;
  /** How many bytes of the disk are free. */
  free(): Promise<number>;
  /** Takes the file away. */
  makeRoom(): Promise<void>;
};

const SETUP = `
mount -t tmpfs -o "size=$2,mode=700" tmpfs "$1"
"$CHAPPE" account create DEMO/028 --data "$1/data"
"$CHAPPE" key create DEMO/028 --data "$1/data"
head -c "$3" /dev/zero >"$1/filler"
exec "$CHAPPE" serve --port 0 --data "$1/data"`;

/** Starts a server on a disk of so many bytes, of which so many are taken. */
export async function serveOnSmallDisk(t: Cleaner, size: number, taken: number): Promise<CrampedServer> {
  if (WAY === undefined) throw new Error(String(NO_SMALL_DISK));
  const mount = join(await scratchFolder(t), 'disk');
  await mkdir(mount);
  const server = new ChappeProcess([...WAY, 'sh', '-ec', SETUP, 'sh', mount, String(size), String(taken)], {
    program: 'unshare',
    env: { CHAPPE: CHAPPE_PROGRAM, CHAPPE_RATE_LIMIT: '0' },
  });
  t.after(() => server.kill());
  const url = await listening(server);
  const [key = ''] = /^chappe_\S+$/m.exec(server.stdout) ?? [];
  // The mount is the server's alone; this is the way to it from outside.
  const inside = join('/proc', String(server.pid), 'root', mount);
  return Object.assign(server, {
    url,
    key,
    async free() {
      const { bavail, bsize } = await statfs(inside);
      return bavail * bsize;
    },
    makeRoom: () => unlink(join(inside, 'filler')),
  });
}
