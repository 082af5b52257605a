import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissingFile } from '../files/missing-file.ts';
import { BackupUnusable } from './errors.ts';
import { type Digest, syncFolder } from './files.ts';

/** Its presence is what makes a backup complete: it is written last. */
export const MANIFEST = 'backup.json';

/** Changes when an older Chappe could not restore what a newer one wrote. */
const FORMAT = 1;

/** One database of a backup. */
export type BackedUp = Digest & {
  /** Its place in the data folder and in the backup, such as `accounts/DEMO-028/events.db`. */
  file: string;
  /** Of a log: how many events it has, and its last position. */
  events?: number;
  head?: number;
};

/** What a backup holds. */
export type Manifest = {
  format: number;
  /** The version of Chappe that made it. */
  chappe: string;
  /** When it was begun: everything that was acknowledged before is in it. */
  createdAt: string;
  databases: readonly BackedUp[];
};

/** The only files that a backup may put into a data folder. */
const FILE = /^(catalog\.db|accounts\/[A-Za-z0-9_-]+\/(events|contacts|sends|inbox|hits|archive)\.db)$/;

/** Writes the manifest so that it is there whole or not at all. */
export async function writeManifest(folder: string, content: Omit<Manifest, 'format'>): Promise<Manifest> {
  const manifest: Manifest = { format: FORMAT, ...content };
  const unfinished = join(folder, `${MANIFEST}.part`);
  const handle = await open(unfinished, 'wx', 0o600);
  await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
  await handle.sync();
  await handle.close();
  await rename(unfinished, join(folder, MANIFEST));
  await syncFolder(folder);
  return manifest;
}

/** @throws BackupUnusable */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(file, error);
    if (isMissingFile(error)) {
      throw new BackupUnusable(
        `${folder} is no complete backup: it has no ${MANIFEST}, which is written last; restore another`,
        { cause: error },
      );
    }
    throw error;
  }
  if (isObject(content) && typeof content.format === 'number' && content.format > FORMAT) {
    throw new BackupUnusable(
      `${file} was written by a newer Chappe (${content.chappe}); restore it with that version`,
    );
  }
  if (!isManifest(content)) throw damaged(file);
  return content;
}

function damaged(file: string, cause?: Error): BackupUnusable {
  return new BackupUnusable(`${file} is damaged; restore another backup`, { cause });
}

function isManifest(value: unknown): value is Manifest {
  return (
    isObject(value) &&
    value.format === FORMAT &&
    typeof value.chappe === 'string' &&
    typeof value.createdAt === 'string' &&
    Array.isArray(value.databases) &&
    value.databases.every(isBackedUp)
  );
}

function isBackedUp(value: unknown): value is BackedUp {
  return (
    isObject(value) &&
    typeof value.file === 'string' &&
    FILE.test(value.file) &&
    Number.isSafeInteger(value.bytes) &&
    typeof value.sha256 === 'string' &&
    [value.events, value.head].every((number) => number === undefined || Number.isSafeInteger(number))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
