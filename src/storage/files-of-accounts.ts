import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isThere, lackOf } from '../files/is-there.ts';

/** Whether a file is there and was made whole: a process that was killed may have made no more than the file itself. */
export function hasContent(file: string): boolean {
  return lackOf(file) === undefined;
}

/** The files of this name in the folders of all accounts of a data folder, relative to it and with slashes. */
export function accountFiles(data: string, name: string): string[] {
  const accounts = join(data, 'accounts');
  if (!isThere(accounts)) return [];
  return readdirSync(accounts)
    .toSorted()
    .filter((account) => hasContent(join(accounts, account, name)))
    .map((account) => posix.join('accounts', account, name));
}
