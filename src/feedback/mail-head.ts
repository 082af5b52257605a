import { createHash } from 'node:crypto';
import { withoutReturnPath } from './return-path.ts';

/** How much of a message is looked at for its head. */
const LONGEST_HEAD = 262_144;

/** So many servers have a message in their hands only when it goes round in circles. */
const MOST_HOPS = 50;

/** The header of mail that was sent on from here, with the address that it had come to. */
export const FORWARDED_HEADER = 'X-Chappe-Forwarded';

/** The head of a message, unfolded, one character for each byte. */
export function headOf(raw: Buffer): string {
  const beginning = raw.subarray(0, LONGEST_HEAD).toString('latin1');
  const end = /\r?\n\r?\n/.exec(beginning)?.index ?? beginning.length;
  return beginning.slice(0, end).replaceAll(/\r?\n[ \t]+/g, ' ');
}

/** The values of a header, in their order. */
export function headerValues(head: string, name: string): string[] {
  const prefix = `${name.toLowerCase()}:`;
  return head
    .split(/\r?\n/)
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim());
}

/** Whether a message comes back to where it was, or has been under way for too long. */
export function isLooping(head: string, localPart: string): boolean {
  const wanted = localPart.toLowerCase();
  return (
    headerValues(head, 'Received').length > MOST_HOPS ||
    headerValues(head, FORWARDED_HEADER).some((value) => value.toLowerCase() === wanted)
  );
}

/** By what mail is known again: its own id, or all of it when it has none, by whatever way it came. */
export function identityOf(head: string, raw: Buffer): string {
  const [id] = headerValues(head, 'Message-ID');
  return id === undefined || id === ''
    ? createHash('sha256').update(withoutReturnPath(raw)).digest('hex')
    : id;
}
