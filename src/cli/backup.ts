import { join } from 'node:path';
import type { Command } from 'commander';
import { makeBackup, type Report } from '../backup/backup.ts';
import { readSetting } from '../config/read-settings.ts';
import { openUpkeep } from '../logs.ts';
import { FileUnusable } from './file-unusable.ts';
import { Progress } from './progress.ts';
import { settingOption } from './setting-option.ts';
import { formatTable } from './table.ts';

/** `chappe backup` */
export function registerBackup(program: Command): void {
  program
    .command('backup')
    .description('Copy all data into a folder, also while a server runs')
    .argument('<folder>', 'A new or empty folder')
    .addOption(settingOption('data'))
    .action(backup);
}

async function backup(folder: string, options: { data?: string }): Promise<void> {
  const data = readSetting('data', process.env, options);
  const { databases } = await watched((report) =>
    makeBackup(data, folder, openUpkeep({ data }), report),
  ).catch((error: unknown) => {
    // What is read lies there; all else is written.
    const unreadable = unreadableIn(join(data, 'accounts'), error);
    if (unreadable !== undefined) throw FileUnusable.from(unreadable, 'cannot be read', error);
    throw FileUnusable.from(folder, 'cannot be written', error);
  });
  process.stdout.write(describeDatabases(databases));
  process.stderr.write(
    `backed up to ${folder}; 'chappe restore ${quoted(folder)} --data NEW_FOLDER' brings it back\n`,
  );
}

/** As a shell takes it for one word: the line is there to be pasted. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `"${path.replaceAll(/["$`\\]/g, '\\$&')}"`;
}

/** The path that an error of the operating system is about, if it lies in a folder. */
function unreadableIn(folder: string, error: unknown): string | undefined {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return undefined;
  return error.path.startsWith(folder) ? error.path : undefined;
}

/** Shows on a terminal how far something is that is measured in bytes. */
export async function watched<T>(work: (report: Report) => Promise<T>): Promise<T> {
  let progress: Progress | undefined;
  try {
    return await work((bytes, total) => {
      progress ??= new Progress('MB', total);
      progress.update(bytes / 1e6, bytes);
    });
  } finally {
    progress?.finish();
  }
}

/** What a backup holds, one database a line. */
export function describeDatabases(
  databases: readonly { file: string; bytes: number; events?: number; head?: number }[],
): string {
  const rows = databases.map(({ file, bytes, events, head }) => [
    file,
    String(bytes),
    events === undefined ? '' : String(events),
    head === undefined ? '' : String(head),
  ]);
  return formatTable([['FILE', 'BYTES', 'EVENTS', 'POSITION'], ...rows]);
}
