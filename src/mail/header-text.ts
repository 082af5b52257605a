import { MailRefused } from './mail-refused.ts';

/** Longer values are folded into lines; this only keeps a header from being a body. */
export const MOST_HEADER_CHARACTERS = 2000;

/** Control characters, and the separators that some programs take for line breaks. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** Whether a text could end the line that it is put in. */
export function breaksLine(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * The text of a header: one line.
 *
 * @throws MailRefused
 */
export function readHeaderText(member: string, text: string): string {
  if (breaksLine(text))
    throw new MailRefused('header-injection', member, 'has a line break or another control character');
  if (text.length > MOST_HEADER_CHARACTERS)
    throw new MailRefused('forbidden-header', member, `has more than ${MOST_HEADER_CHARACTERS} characters`);
  // Half of a surrogate pair cannot be encoded.
  return text.toWellFormed();
}

/** What Chappe or the servers on the way write. */
const OWN = new Set([
  'bcc',
  'cc',
  'date',
  'delivered-to',
  'dkim-signature',
  'feedback-id',
  'from',
  'importance',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'received',
  'reply-to',
  'return-path',
  'sender',
  'subject',
  'to',
  'x-priority',
]);
const OWN_PREFIXES = ['content-', 'arc-', 'resent-', 'authentication-results'];

/** How many headers of their own senders may add. */
const MOST_HEADERS = 50;

/**
 * Headers that a sender adds.
 *
 * @throws MailRefused
 */
export function readHeaders(headers: Readonly<Record<string, string>>): { key: string; value: string }[] {
  const entries = Object.entries(headers);
  if (entries.length > MOST_HEADERS)
    throw new MailRefused('forbidden-header', 'headers', `are more than ${MOST_HEADERS}`);
  return entries.map(([name, text]) => {
    if (/[\r\n\0]/.test(name))
      throw new MailRefused('header-injection', 'headers', 'have a name with a line break');
    const member = `headers.${name}`;
    // RFC 5322, 3.6.8: any printable character of ASCII but the colon.
    if (!/^[!-9;-~]{1,70}$/.test(name))
      throw new MailRefused('forbidden-header', member, 'is no name of a header');
    const lower = name.toLowerCase();
    if (OWN.has(lower) || OWN_PREFIXES.some((prefix) => lower.startsWith(prefix)))
      throw new MailRefused('forbidden-header', member, 'is written by Chappe itself');
    return { key: name, value: readHeaderText(member, text) };
  });
}
