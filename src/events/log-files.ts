import { basename, dirname, posix } from 'node:path';

/** The file of an account's log, relative to the data folder and with slashes. Accounts are named by their folder. */
export function placeOfLog(account: string): string {
  return posix.join('accounts', account, 'events.db');
}

/** The account that a log belongs to: the folder that it lies in is named like it. */
export function accountOf(file: string): string {
  return basename(dirname(file));
}
