import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What tells whether a file is still what it was. */
export type Digest = { bytes: number; sha256: string };

/**
 * The digest of a file. With `copy`, what was read is also written there, and is on the disk at the end.
 *
 * @param report told how many bytes were read.
 */
export async function digestOf(
  file: string,
  { copy, report }: { copy?: string; report?: (bytes: number) => void } = {},
): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const passing = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      report?.(bytes);
      yield chunk;
    }
  };
  if (copy === undefined) for await (const _ of passing(source));
  else await pipeline(source, passing, createWriteStream(copy, { flags: 'wx', mode: 0o600, flush: true }));
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
  const folders = new Set([root]);
  for (const file of files) {
    for (let folder = dirname(file); folder.length > root.length; folder = dirname(folder))
      folders.add(folder);
  }
  for (const folder of folders) await syncFolder(folder);
}

/** The names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
