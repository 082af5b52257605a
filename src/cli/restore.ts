import type { Command } from 'commander';
import { restoreBackup } from '../backup/restore.ts';
import { readSetting } from '../config/read-settings.ts';
import { describeDatabases, watched } from './backup.ts';
import { FileUnusable } from './file-unusable.ts';
import { settingOption } from './setting-option.ts';

/** `chappe restore` */
export function registerRestore(program: Command): void {
  program
    .command('restore')
    .description('Make a data folder out of a backup, of which every byte is checked')
    .argument('<backup>', "A folder that 'chappe backup' made")
    .addOption(settingOption('data'))
    .action(restore);
}

async function restore(backup: string, options: { data?: string }): Promise<void> {
  const data = readSetting('data', process.env, options);
  const { databases, createdAt, chappe } = await watched((report) =>
    restoreBackup(backup, data, report),
  ).catch((error: unknown) => {
    // The backup may be what cannot be read, and the data folder what cannot be written.
    const path = error instanceof Error && 'path' in error ? String(error.path) : data;
    throw FileUnusable.from(path, 'cannot be used', error);
  });
  process.stdout.write(describeDatabases(databases));
  process.stderr.write(`restored to ${data}, as it was on ${createdAt} (Chappe ${chappe})\n`);
}
