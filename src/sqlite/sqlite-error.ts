// Primary result codes: https://www.sqlite.org/rescode.html
const SQLITE_PERM = 3;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;
/** The index of the write-ahead log could not grow: SQLite calls the want of room a failure of the disk there alone. */
const SQLITE_IOERR_SHMSIZE = SQLITE_IOERR | (19 << 8);

/** The primary result code of an error of node:sqlite; undefined for any other error. */
export function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode === SQLITE_IOERR_SHMSIZE ? SQLITE_FULL : error.errcode & 0xff;
}

/** Whether the disk had no room. */
export function isFull(error: unknown): boolean {
  return primaryCode(error) === SQLITE_FULL;
}

/**
 * What to do about a file that cannot be looked at though it is not damaged. Even reading makes the index of the write-ahead log
 * beside it, so this goes for its folder too.
 */
export const SEE_TO_DISK =
  'see to its disk, and that this user may write to it and to its folder, then check it again';

/** Whether the file is damaged or no database. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** Whether the file, or what lies in its place, cannot be read or written. */
export function isInaccessible(error: unknown): boolean {
  const code = primaryCode(error);
  return [SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN].some((each) => each === code);
}

/** Whether another process holds a lock that was needed. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}
