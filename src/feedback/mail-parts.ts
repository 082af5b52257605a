import { convert } from 'html-to-text';
import PostalMime, { type Attachment, addressParser, type Email } from 'postal-mime';

/** A raw message, taken apart as far as reports need it. */
export type MailParts = {
  /** All values of a header field, by its name in lower case, in their order. */
  fields(name: string): string[];
  /** The address that the message says it is from; empty when it says none. */
  from: string;
  subject: string;
  /** What people read. */
  text: string;
  /** The parts that are for machines, and messages within the message. */
  parts: readonly MailPart[];
  /** The names of the files that are attached. */
  files: readonly string[];
};

export type MailPart = { type: string; text: string };

/** What reports need lies at the beginning; the message they quote may be as long as it likes. */
const READ_BYTES = 1024 * 1024;
const PART_CHARACTERS = 128 * 1024;
/** Words of servers fit in this; patterns shall not walk through more. */
const LINE_CHARACTERS = 2000;
const MOST_PARTS = 50;
const LIMITS = { maxNestingDepth: 30, maxHeadersSize: 256 * 1024, forceRfc822Attachments: true };

/** Parts of a message that are text whatever they are called. Others, such as archives, are never opened. */
const READABLE = /^(?:message\/|text\/)/;

/** Takes a message apart; whatever is wrong with it, it is read as far as it goes. */
export async function readParts(raw: Uint8Array): Promise<MailParts> {
  const bytes = raw.subarray(0, READ_BYTES);
  try {
    const mail = partsOf(await PostalMime.parse(bytes, LIMITS));
    if (mail.text.trim() !== '' || mail.parts.length > 0 || mail.files.length > 0) return mail;
    // A multipart whose boundaries are lost is one long preamble to the parser.
    return /^content-type:\s*multipart/im.test(headOf(bytes))
      ? partsOf(await PostalMime.parse(asPlainText(bytes), LIMITS))
      : mail;
  } catch {
    // Nested too deep, or with headers without end: what stands at its beginning may still be read.
    return partsOf(await PostalMime.parse(asPlainText(bytes), LIMITS));
  }
}

function partsOf(mail: Email): MailParts {
  const from = mail.from?.address ?? mail.sender?.address ?? '';
  return {
    fields: (name) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value),
    from: from.slice(0, LINE_CHARACTERS),
    subject: (mail.subject ?? '').slice(0, LINE_CHARACTERS),
    text: bounded(mail.text ?? textOfHtml(mail.html ?? '')),
    parts: mail.attachments
      .slice(0, MOST_PARTS)
      .filter(({ mimeType }) => READABLE.test(mimeType))
      .map((part) => ({ type: part.mimeType, text: bounded(textOf(part)) })),
    files: mail.attachments
      .slice(0, MOST_PARTS)
      .flatMap(({ filename }) => filename?.slice(0, LINE_CHARACTERS) ?? []),
  };
}

function textOfHtml(html: string): string {
  return convert(html.slice(0, PART_CHARACTERS), {
    wordwrap: false,
    limits: { maxDepth: 50, maxChildNodes: 1000 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
    ],
  });
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : decode(new Uint8Array(content).subarray(0, PART_CHARACTERS));
}

const JAPANESE_ESCAPE = '\u001b$';

/** Parts for machines have no charset: it is UTF-8, or what the escapes of ISO 2022 tell, or one byte a character. */
function decode(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes).toString('latin1');
  if (latin.includes(JAPANESE_ESCAPE)) return new TextDecoder('iso-2022-jp').decode(bytes);
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\uFFFD') ? latin : text;
}

function bounded(text: string): string {
  return text
    .slice(0, PART_CHARACTERS)
    .split(/\r\n|\r|\n/)
    .map((line) => line.slice(0, LINE_CHARACTERS))
    .join('\n');
}

function headOf(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes.subarray(0, LIMITS.maxHeadersSize))
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? ''
  );
}

/** The same message with a few of its header fields, all of its body being plain text. */
function asPlainText(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1').slice(0, PART_CHARACTERS);
  const [head = '', ...body] = text.split(/\r?\n\r?\n/);
  const kept = head
    .split(/\r?\n/)
    .filter((line) => /^(?:From|To|Subject|Auto-Submitted|Return-Path|X-Failed-Recipients):/i.test(line));
  return Buffer.from(
    [...kept.slice(0, 10).map((line) => line.slice(0, LINE_CHARACTERS)), '', body.join('\r\n\r\n')].join(
      '\r\n',
    ),
    'latin1',
  );
}

/** The addresses in the value of a header field. */
export function addressesIn(value: string): string[] {
  return addressParser(value.slice(0, LINE_CHARACTERS), { flatten: true }).flatMap(({ address }) =>
    address === undefined || address === '' ? [] : [address],
  );
}
