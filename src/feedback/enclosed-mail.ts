import { type MailParts, readParts } from './mail-parts.ts';
import { reportText } from './unstructured/report-text.ts';

/** Whoever sends a report on encloses one; of many, the others are not looked at. */
const MOST_ENCLOSED = 3;
/** A message in a text begins within so many lines after the mark that it follows. */
const MOST_LINES_BEFORE = 5;
/** So many fields of a header do not stand in a row by chance. */
const FEWEST_FIELDS = 3;

const MESSAGE = /^message\/(?:rfc822|global)$/;
const FIELD = /^[A-Za-z][\w-]*:/;

/** The messages that are attached to a message. */
export async function attachedTo(mail: MailParts): Promise<MailParts[]> {
  const attached = mail.parts.filter(({ type }) => MESSAGE.test(type)).slice(0, MOST_ENCLOSED);
  return Promise.all(attached.map(({ text }) => readParts(Buffer.from(text))));
}

/** The message that stands whole in the text of another, with its header. */
export async function quotedIn(mail: MailParts): Promise<MailParts | undefined> {
  const lines = reportText(mail.text).quoted.split('\n');
  const begin = lines.findIndex((line) => FIELD.test(line));
  const fields = lines
    .slice(begin, begin + FEWEST_FIELDS)
    .filter((line) => /^[ \t]/.test(line) || FIELD.test(line));
  if (begin < 0 || begin > MOST_LINES_BEFORE || fields.length < FEWEST_FIELDS) return undefined;
  return readParts(Buffer.from(lines.slice(begin).join('\r\n')));
}
