import { createHash } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMissingFile } from '../files/missing-file.ts';

/** What tells whether a file is still what it was. */
export type Digest = { bytes: number; sha256: string };

/** How much is read at a time. */
const PIECE = 1024 * 1024;

/**
 * The digest of a file. With `copy`, what was read is also written there, to a new file, and is on the disk at the end.
 * One piece of memory serves for all of it.
 *
 * @param report told how many bytes were read.
 */
export async function digestOf(
  file: string,
  { copy, report }: { copy?: string; report?: (bytes: number) => void } = {},
): Promise<Digest> {
  await using source = await open(file, 'r');
  await using target = copy === undefined ? undefined : await open(copy, 'wx', 0o600);
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, PIECE, bytes);
    if (bytesRead === 0) break;
    const read = piece.subarray(0, bytesRead);
    hash.update(read);
    await target?.writeFile(read);
    bytes += bytesRead;
    report?.(bytes);
  }
  await target?.sync();
  return { bytes, sha256: hash.digest('hex') };
}

/** Makes a folder for this user alone, with those above it. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Names in a folder are on the disk when this returns: a file that is synced can still have lost its name. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/** Syncs the folders of files, up to a root and with it. */
export async function syncFolders(root: string, files: readonly string[]): Promise<void> {
  const top = resolve(root);
  const folders = new Set([top]);
  for (const file of files) {
    for (let folder = dirname(resolve(file)); folder.length > top.length; folder = dirname(folder))
      folders.add(folder);
  }
  for (const folder of folders) await syncFolder(folder);
}

/** The names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}
