import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** Of the format of SQLite's files: how they begin, and at which bytes the numbers are that tell what they hold. */
const BEGINNING = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
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
