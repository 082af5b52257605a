import type { AccountName } from '../accounts/account.ts';
import { ByteReader, Unreadable } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { flagsOf, readLink, writeMessage, writeTarget } from './link-bytes.ts';
import { SIGNATURE_LENGTH, sign, verify } from './signature.ts';
import type { AccountKeys, SigningKeys } from './signing-keys.ts';
import type { LinkTarget, TrackedLink, TrackedMessage } from './tracked-link.ts';

/** The first byte of a token: how the others are to be read. */
const VERSION = 1;

/** The longest token, in characters. Servers and programs on the way take addresses of 8,000. */
export const LONGEST_TOKEN = 6000;

const FORM = /^[A-Za-z0-9_-]+$/;

/** What was read from a token. */
export type ReadLink = TrackedLink & { account: AccountName };

/** The link cannot be written into a token. */
export class LinkTooLong extends Error {
  override readonly name = 'LinkTooLong';
}

/**
 * Writes a link as a text that may stand in an address: the version, the numbers of the account and of its key, the link,
 * and a signature over all of these, in base64url. The same link and key always give the same text.
 *
 * @throws LinkTooLong
 */
export function writeToken({ link, ...message }: TrackedLink, keys: AccountKeys): string {
  return tokenWriter(message, keys)(link);
}

/** Writes the tokens of all links of a message, which have most of their bytes in common. Throws as `writeToken` does. */
export function tokenWriter(
  message: TrackedMessage,
  { number, newest }: AccountKeys,
): (link: LinkTarget) => string {
  const head = new ByteWriter();
  head.byte(VERSION);
  head.number(number);
  head.number(newest.number);
  const body = new ByteWriter();
  writeMessage(body, message);
  const flags = flagsOf(message);
  return (link) => {
    const writer = new ByteWriter();
    writer.bytes(head.written);
    writeTarget(writer, link, { flags, message: body.written });
    writer.bytes(sign(newest, 'link', writer.written));
    const token = writer.written.toString('base64url');
    if (token.length > LONGEST_TOKEN) throw new LinkTooLong(`a link has ${token.length} characters`);
    return token;
  };
}

/** The link that a token stands for; undefined when no account has signed it, or the key was retired. */
export async function readToken(token: string, keys: SigningKeys): Promise<ReadLink | undefined> {
  if (token.length > LONGEST_TOKEN || !FORM.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // The last character has bits to spare: only one spelling is right.
  if (bytes.toString('base64url') !== token || bytes.length <= SIGNATURE_LENGTH) return undefined;
  try {
    return await readSigned(bytes, keys);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

async function readSigned(bytes: Buffer, keys: SigningKeys): Promise<ReadLink | undefined> {
  const message = bytes.subarray(0, -SIGNATURE_LENGTH);
  const reader = new ByteReader(message);
  if (reader.byte() !== VERSION) return undefined;
  const account = await keys.numbered(reader.number());
  const key = account?.keys.get(reader.number());
  if (account === undefined || key === undefined) return undefined;
  if (!verify(key, 'link', message, bytes.subarray(-SIGNATURE_LENGTH))) return undefined;
  const link = readLink(reader);
  reader.end();
  return { account: account.account, ...link };
}
