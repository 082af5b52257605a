import { createHash, type KeyObject, sign } from 'node:crypto';
import { canonicalBody, canonicalField, fieldsOf, type HeaderField } from './canonical.ts';
import type { DkimAlgorithm, DkimKey } from './dkim-key.ts';

/**
 * The headers that are signed when a message has them. `Message-ID` is left out: relays replace it, and it tells the
 * reader nothing.
 */
const SIGNED = [
  'from',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
] as const;

/**
 * Named once more than the message has them, so that a signed message cannot be sent on with another sender, subject or
 * content put in (RFC 6376, 8.15).
 */
const SEALED: readonly string[] = [
  'from',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'mime-version',
  'content-type',
];

const HEAD_END = Buffer.from('\r\n\r\n');

/** How many characters of a signature stand on one line. */
const WIDTH = 72;

/**
 * Signs a message with each of some keys. The hash of the body is made once; signatures are made by the threads of
 * libuv, so that the main thread goes on meanwhile.
 *
 * @param message a whole message with lines that end in CRLF.
 */
export async function signMessage(message: Buffer, keys: readonly DkimKey[], now: number): Promise<Buffer> {
  if (keys.length === 0) return message;
  const split = message.indexOf(HEAD_END);
  const head = split < 0 ? message : message.subarray(0, split);
  const body = split < 0 ? Buffer.alloc(0) : message.subarray(split + HEAD_END.length);
  const bodyHash = createHash('sha256').update(canonicalBody(body)).digest('base64');
  const { names, text } = selectFields(fieldsOf(head.toString('latin1')));
  const signatures = await Promise.all(
    keys.map(async ({ domain, selector, algorithm, privateKey }) => {
      const tags = [
        `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};`,
        ` s=${selector}; t=${Math.floor(now / 1000)};`,
        ` h=${foldNames(names)};`,
        ` bh=${bodyHash};`,
        ' b=',
      ].join('\r\n');
      const own = canonicalField({ name: 'dkim-signature', line: tags });
      const signature = await signText(`${text}${own}`, algorithm, privateKey);
      return `${tags}${signature.replace(new RegExp(`.{${WIDTH}}(?=.)`, 'g'), '$&\r\n ')}\r\n`;
    }),
  );
  return Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), message]);
}

/** Which headers are signed, and their canonical text; of several with one name, the last comes first. */
function selectFields(fields: readonly HeaderField[]): { names: string[]; text: string } {
  const names: string[] = [];
  let text = '';
  for (const name of SIGNED) {
    for (const field of fields.filter((field) => field.name === name).reverse()) {
      names.push(name);
      text += `${canonicalField(field)}\r\n`;
    }
    if (SEALED.includes(name)) names.push(name);
  }
  return { names, text };
}

function foldNames(names: readonly string[]): string {
  return names.join(':').replace(/(.{50,60}):/g, '$1:\r\n  ');
}

function signText(text: string, algorithm: DkimAlgorithm, key: KeyObject): Promise<string> {
  const data = Buffer.from(text, 'latin1');
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, signature: Buffer) =>
      error === null ? resolve(signature.toString('base64')) : reject(error);
    // RFC 8463: Ed25519 signs the hash, RSA makes it itself.
    if (algorithm === 'rsa-sha256') sign('sha256', data, key, done);
    else sign(null, createHash('sha256').update(data).digest(), key, done);
  });
}
