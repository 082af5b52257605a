import { primaryCode } from '../sqlite/sqlite-error.ts';

/** The catalog cannot be opened. The message names the file or folder and says what to do. */
export class CatalogUnusable extends Error {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} ${reason}`, options);
    this.name = 'CatalogUnusable';
    this.file = file;
  }
}

const DAMAGED =
  'put a backup in its place, or move it away to begin again without accounts and keys; events are kept elsewhere';

/** What to tell of SQLite's primary result codes (https://sqlite.org/rescode.html). */
const REASONS: Readonly<Record<number, string>> = {
  3: 'may not be read or written by this user; change its permissions',
  5: 'is held by another program; let that program finish, then try again',
  6: 'is held by another program; let that program finish, then try again',
  8: 'may not be written by this user; change the permissions of the file and of its folder',
  10: 'cannot be read or written because the disk fails; check the disk',
  11: `is damaged; ${DAMAGED}`,
  13: 'cannot grow because the disk is full; free some space',
  14: 'cannot be opened; check that it is a file and that this user may read and write it and its folder',
  26: `is not a database; ${DAMAGED}`,
};

/** Puts an error of SQLite into words; any other error stays what it is. */
export function explainSqlite(file: string, error: unknown): unknown {
  const code = primaryCode(error);
  const reason = code === undefined ? undefined : REASONS[code];
  return reason === undefined ? error : new CatalogUnusable(file, reason, { cause: error });
}

/** For a data folder that cannot be made, or is none. */
export function folderUnusable(folder: string, cause: unknown): CatalogUnusable {
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return new CatalogUnusable(
    folder,
    `cannot be used as the data folder${code}; name a folder that this user may write, with --data or CHAPPE_DATA`,
    { cause },
  );
}

/** For what a check of the file found. */
export function damaged(file: string, finding: string): CatalogUnusable {
  return new CatalogUnusable(file, `is damaged (${finding}); ${DAMAGED}`);
}
