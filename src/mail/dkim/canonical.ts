/**
 * The relaxed canonical forms of RFC 6376, 3.4: what of a message is signed, so that a server may fold a header
 * otherwise or drop a space at the end of a line without breaking the signature.
 */

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** The body: runs of blanks become one space, those at the end of a line go, and so do empty lines at the end. */
export function canonicalBody(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + 2);
  let length = 0;
  /** Where the last line that is not empty ends. */
  let end = 0;
  let lineBegin = 0;
  let blank = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === CR && body[at + 1] === LF) {
      out[length++] = CR;
      out[length++] = LF;
      if (length - lineBegin > 2) end = length;
      lineBegin = length;
      blank = false;
      at++;
    } else if (byte === SPACE || byte === TAB) {
      blank = true;
    } else {
      if (blank) out[length++] = SPACE;
      blank = false;
      out[length++] = byte;
    }
  }
  if (length > lineBegin) {
    out[length++] = CR;
    out[length++] = LF;
    end = length;
  }
  return out.subarray(0, end);
}

/** A header of a message. */
export type HeaderField = { name: string; line: string };

/** The headers of a message, from the first to the last, each with its folded lines. */
export function fieldsOf(head: string): HeaderField[] {
  return head
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== '')
    .map((line) => ({ name: line.slice(0, line.indexOf(':')).trim().toLowerCase(), line }));
}

/** One header: its name in lower case, its value on one line. */
export function canonicalField({ name, line }: HeaderField): string {
  const value = line.slice(line.indexOf(':') + 1);
  return `${name}:${value
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')}`;
}
