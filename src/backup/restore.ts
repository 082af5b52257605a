import { rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockFolder } from '../storage/folder-lock.ts';
import type { Report } from './backup.ts';
import { BackupUnusable, FolderNotEmpty } from './errors.ts';
import { digestOf, makeFolder, namesIn, syncFolder, syncFolders } from './files.ts';
import { type BackedUp, type Manifest, readManifest } from './manifest.ts';

/** What an empty folder may hold: the lock of a server that has gone, and what a file system puts into its root. */
const IGNORED = new Set(['server.lock', 'lost+found']);

/**
 * Makes a data folder out of a backup, of which every byte is checked. The folder must be new or empty.
 *
 * @throws BackupUnusable, FolderNotEmpty, FolderInUse
 */
export async function restoreBackup(backup: string, data: string, report: Report): Promise<Manifest> {
  const manifest = await readManifest(backup);
  const names = await namesIn(data);
  if (names === undefined) await restoreNew(manifest, backup, resolve(data), report);
  else await restoreInto(manifest, backup, data, names, report);
  return manifest;
}

/** A new folder appears with all that it holds at once: it is filled under another name beside its own. */
async function restoreNew(manifest: Manifest, backup: string, data: string, report: Report): Promise<void> {
  const unfinished = `${data}.restoring-${process.pid}`;
  try {
    await copyAll(manifest, backup, unfinished, report);
    await rename(unfinished, data);
    await syncFolder(dirname(data));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/**
 * An empty folder may be where a disk is mounted, which cannot be replaced: it is filled within. Meanwhile it is locked
 * as a server would lock it, and the catalog, without which no command takes it for a data folder, comes last.
 */
async function restoreInto(
  manifest: Manifest,
  backup: string,
  data: string,
  names: readonly string[],
  report: Report,
): Promise<void> {
  const filled = names.some((name) => !IGNORED.has(name));
  // A running server is the better reason; a folder that is none of Chappe's gets no lock put into it.
  const lock = !filled || names.includes('server.lock') ? lockFolder(data) : undefined;
  try {
    if (filled) {
      throw new FolderNotEmpty(`${data} is not empty; name a new folder with --data, or move this one away`);
    }
    const unfinished = join(data, 'restoring');
    try {
      await copyAll(manifest, backup, unfinished, report);
      for (const name of ['accounts', 'catalog.db']) {
        if ((await namesIn(unfinished))?.includes(name))
          await rename(join(unfinished, name), join(data, name));
      }
      await rmdir(unfinished);
      await syncFolder(data);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
  } finally {
    lock?.release();
  }
}

async function copyAll(manifest: Manifest, backup: string, target: string, report: Report): Promise<void> {
  const total = manifest.databases.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  await makeFolder(target);
  for (const database of manifest.databases) {
    const copy = join(target, database.file);
    await makeFolder(dirname(copy));
    await copyChecked(database, join(backup, database.file), copy, (bytes) => report(done + bytes, total));
    done += database.bytes;
  }
  await syncFolders(
    target,
    manifest.databases.map(({ file }) => join(target, file)),
  );
}

async function copyChecked(
  { bytes, sha256 }: BackedUp,
  file: string,
  copy: string,
  report: (bytes: number) => void,
): Promise<void> {
  const digest = await digestOf(file, { copy, report }).catch((error: unknown) => {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    throw new BackupUnusable(`${file} is missing; restore another backup`, { cause: error });
  });
  if (digest.bytes === bytes && digest.sha256 === sha256) return;
  throw new BackupUnusable(`${file} is damaged: it is not what was backed up; restore another backup`);
}
