import type { AccountName } from '../accounts/account.ts';
import { ByteReader, Unreadable } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { SIGNATURE_LENGTH, sign, verify } from './signature.ts';
import type { AccountKeys, SigningKeys } from './signing-keys.ts';

/** The first byte of a token: how the others are to be read. */
const VERSION = 1;

/** The longest token, in characters: what follows the numbers is of one length. */
const LONGEST_TOKEN = 96;

const FORM = /^[A-Za-z0-9_-]+$/;

/** An archived message, and until when whoever has the link may have it. */
export type ArchiveLink = { id: string; expires: number };

/** What was read from a token. */
export type ReadArchiveLink = ArchiveLink & { account: AccountName };

/**
 * Writes which message a link leads to as a text that may stand in an address: the version, the numbers of the account
 * and of its key, the instant, the message, and a signature over all of these, in base64url.
 */
export function writeArchiveToken({ id, expires }: ArchiveLink, { number, newest }: AccountKeys): string {
  const writer = new ByteWriter(64);
  writer.byte(VERSION);
  writer.number(number);
  writer.number(newest.number);
  writer.number(expires);
  writer.uuid(id);
  writer.bytes(sign(newest, 'archive', writer.written));
  return writer.written.toString('base64url');
}

/** What a token leads to; undefined when no account has signed it, or the key was retired. It may have expired. */
export async function readArchiveToken(
  token: string,
  keys: SigningKeys,
): Promise<ReadArchiveLink | undefined> {
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

async function readSigned(bytes: Buffer, keys: SigningKeys): Promise<ReadArchiveLink | undefined> {
  const message = bytes.subarray(0, -SIGNATURE_LENGTH);
  const reader = new ByteReader(message);
  if (reader.byte() !== VERSION) return undefined;
  const account = await keys.numbered(reader.number());
  const key = account?.keys.get(reader.number());
  if (account === undefined || key === undefined) return undefined;
  if (!verify(key, 'archive', message, bytes.subarray(-SIGNATURE_LENGTH))) return undefined;
  const link = { account: account.account, expires: reader.number(), id: reader.uuid() };
  reader.end();
  return link;
}
