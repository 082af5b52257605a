import { rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isMissingFile } from '../files/missing-file.ts';
import { LOCK_FILE, lockFolder } from '../storage/folder-lock.ts';
import { HELD_FILE, SENDS_FILE } from '../storage/sending/files.ts';
import type { Report } from './backup.ts';
import { BackupUnusable, FolderNotEmpty, HalfRestored } from './errors.ts';
import { digestOf, makeFolder, namesIn, syncFolder, syncFolders } from './files.ts';
import { type BackedUp, type Manifest, readManifest } from './manifest.ts';

/** What an empty folder may hold: the lock of a server that has gone, and what a file system puts into its root. */
const IGNORED = new Set([LOCK_FILE, 'lost+found']);

/** What is restored into a folder that is there already is below this name at first. */
const UNFINISHED = 'restoring';

const CATALOG = 'catalog.db';

/**
 * Makes a data folder out of a backup, of which every byte is checked. The folder must be new or empty; what a restore
 * that was killed has left of it, or beside it, is begun anew.
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

/**
 * Refuses a folder in which a restore was killed: it looks like a new one, in which a server would begin without accounts.
 *
 * @throws HalfRestored
 */
export async function requireRestored(data: string): Promise<void> {
  if (isHalfRestored((await namesIn(data)) ?? [])) throw new HalfRestored(data);
}

function isHalfRestored(names: readonly string[]): boolean {
  return names.includes(UNFINISHED) && !names.includes(CATALOG);
}

/** A new folder appears with all that it holds at once: it is filled under another name beside its own. */
async function restoreNew(manifest: Manifest, backup: string, data: string, report: Report): Promise<void> {
  const unfinished = `${data}.${UNFINISHED}`;
  // Whoever was killed has left the folder; whoever is still at it has it locked.
  const lock = lockFolder(unfinished);
  try {
    for (const name of (await namesIn(unfinished)) ?? []) {
      if (name !== LOCK_FILE) await rm(join(unfinished, name), { recursive: true });
    }
    await copyAll(manifest, backup, unfinished, report);
    await rename(unfinished, data);
    await rm(join(data, LOCK_FILE));
    await syncFolder(data);
    await syncFolder(dirname(data));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    lock.release();
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
  const leftovers = isHalfRestored(names) ? [UNFINISHED, 'accounts'] : [];
  const filled = names.some((name) => !IGNORED.has(name) && !leftovers.includes(name));
  // A running server is the better reason; a folder that is none of Chappe's gets no lock put into it.
  const lock = !filled || names.includes(LOCK_FILE) ? lockFolder(data) : undefined;
  try {
    if (filled) {
      throw new FolderNotEmpty(`${data} is not empty; name a new folder with --data, or move this one away`);
    }
    for (const name of leftovers) await rm(join(data, name), { recursive: true, force: true });
    const unfinished = join(data, UNFINISHED);
    try {
      await copyAll(manifest, backup, unfinished, report);
      for (const name of ['accounts', CATALOG]) {
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
    const copy = join(target, placeOf(database.file));
    await makeFolder(dirname(copy));
    await copyChecked(database, join(backup, database.file), copy, (bytes) => report(done + bytes, total));
    done += database.bytes;
  }
  await syncFolders(
    target,
    manifest.databases.map(({ file }) => join(target, placeOf(file))),
  );
}

/** Most of what waited has left since, by the server that was backed up: a restored one sends nothing of it unasked. */
function placeOf(file: string): string {
  return basename(file) === SENDS_FILE ? join(dirname(file), HELD_FILE) : file;
}

async function copyChecked(
  { bytes, sha256 }: BackedUp,
  file: string,
  copy: string,
  report: (bytes: number) => void,
): Promise<void> {
  const digest = await digestOf(file, { copy, report }).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error;
    throw new BackupUnusable(`${file} is missing; restore another backup`, { cause: error });
  });
  if (digest.bytes === bytes && digest.sha256 === sha256) return;
  throw new BackupUnusable(`${file} is damaged: it is not what was backed up; restore another backup`);
}
