import type { AccountName } from '../accounts/account.ts';
import { ByteReader, Unreadable } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { type Purpose, SIGNATURE_LENGTH, sign, verify } from './signature.ts';
import type { AccountKeys, SigningKeys } from './signing-keys.ts';

/**
 * Tokens that may stand in an address: a version, the numbers of the account and of its key, what the token says, and a
 * signature over all of these, in base64url. The same values and the same key always give the same text.
 */

/** The first byte of a token: how the others are to be read. */
const VERSION = 1;

const FORM = /^[A-Za-z0-9_-]+$/;

/** Writes what comes before that which a token says. */
export function beginToken(writer: ByteWriter, { number, newest }: AccountKeys): void {
  writer.byte(VERSION);
  writer.number(number);
  writer.number(newest.number);
}

/** Signs what was written, and gives the token. */
export function endToken(writer: ByteWriter, purpose: Purpose, { newest }: AccountKeys): string {
  writer.bytes(sign(newest, purpose, writer.written));
  return writer.written.toString('base64url');
}

/**
 * What a token says, and who signed it; undefined when no account has, or the key was retired, or it was signed for another
 * purpose.
 *
 * @param longest the most characters that a token may have.
 * @param read reads what the token says. It may throw `Unreadable`.
 */
export async function readSignedToken<T>(
  token: string,
  { purpose, longest, keys }: { purpose: Purpose; longest: number; keys: SigningKeys },
  read: (reader: ByteReader) => T,
): Promise<(T & { account: AccountName }) | undefined> {
  if (token.length > longest || !FORM.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // The last character has bits to spare: only one spelling is right.
  if (bytes.toString('base64url') !== token || bytes.length <= SIGNATURE_LENGTH) return undefined;
  const message = bytes.subarray(0, -SIGNATURE_LENGTH);
  try {
    const reader = new ByteReader(message);
    if (reader.byte() !== VERSION) return undefined;
    const account = await keys.numbered(reader.number());
    const key = account?.keys.get(reader.number());
    if (account === undefined || key === undefined) return undefined;
    if (!verify(key, purpose, message, bytes.subarray(-SIGNATURE_LENGTH))) return undefined;
    const said = read(reader);
    reader.end();
    return { ...said, account: account.account };
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}
