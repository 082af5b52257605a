import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Of the format of SQLite's files: how they begin, and at which bytes the numbers are that tell what they hold. */
const BEGINNING = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
/** One byte each: which version of the format a program must know that writes the file, and one that reads it. */
const VERSIONS_AT = [18, 19] as const;
/** A journal, or a write-ahead log. */
const VERSIONS = [1, 2];
const PAGES_AT = 28;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

/**
 * Whether the first bytes of a file say that it is of this kind and version, its end is not missing, and nobody was
 * killed while it was made. With a thousand accounts there are thousands of files, and opening each takes much longer.
 *
 * Only for a file that nothing in this process has open: closing it would take away the locks that SQLite holds on it.
 */
export function isWhole(file: string, kind: { applicationId: number; version: number }): boolean {
  const found = headerOf(file);
  if (found === undefined) return false;
  const { header, size } = found;
  return (
    header.toString('latin1', 0, BEGINNING.length) === BEGINNING &&
    header.readUInt32BE(APPLICATION_ID_AT) === kind.applicationId &&
    header.readUInt32BE(USER_VERSION_AT) === kind.version &&
    header.readUInt32BE(PAGES_AT) * pageSizeIn(header) <= size &&
    !existsSync(`${file}-journal`)
  );
}

/**
 * What is wrong with the beginning or the end of a file that SQLite itself puts up with: it takes a file of a version
 * that it does not know for one that may only be read, and what is missing of the last page for zeros. In words that
 * follow the name of the file. While there is a write-ahead log the last page may be half written, on a full disk for
 * example: it is whole in there.
 *
 * Only for a file that nothing in this process has open, as above.
 */
export function flawOfFile(file: string): string | undefined {
  const found = headerOf(file);
  // What begins otherwise is told by opening it.
  if (found === undefined || found.header.toString('latin1', 0, BEGINNING.length) !== BEGINNING)
    return undefined;
  const { header, size } = found;
  if (!VERSIONS_AT.every((at) => VERSIONS.includes(header.readUInt8(at)))) {
    return 'is damaged: it cannot be written, its first page names a version that SQLite does not know';
  }
  const rest = size % pageSizeIn(header);
  const behind = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return rest === 0 || behind > 0
    ? undefined
    : `is damaged: it ends ${rest} bytes after the beginning of a page`;
}

/** Undefined when there is none, or it cannot be read: why, is told by whoever opens the file. */
function headerOf(file: string): { header: Buffer; size: number } | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const handle = openSync(file, 'r');
    try {
      const read = readSync(handle, header, 0, HEADER_BYTES, 0);
      return read === HEADER_BYTES ? { header, size: fstatSync(handle).size } : undefined;
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

/** The largest size does not fit into the two bytes, and is written as 1. */
function pageSizeIn(header: Buffer): number {
  const size = header.readUInt16BE(PAGE_SIZE_AT);
  return size === 1 ? 65_536 : size;
}
