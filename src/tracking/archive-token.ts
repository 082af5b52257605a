import type { AccountName } from '../accounts/account.ts';
import { ByteWriter } from './byte-writer.ts';
import { beginToken, endToken, readSignedToken } from './signed-token.ts';
import type { AccountKeys, SigningKeys } from './signing-keys.ts';

/** The longest token, in characters: what follows the numbers is of one length. */
const LONGEST_TOKEN = 96;

/** An archived message, and until when whoever has the link may have it. */
export type ArchiveLink = { id: string; expires: number };

/** What was read from a token. */
export type ReadArchiveLink = ArchiveLink & { account: AccountName };

/** Writes which message a link leads to as a text that may stand in an address. */
export function writeArchiveToken({ id, expires }: ArchiveLink, keys: AccountKeys): string {
  const writer = new ByteWriter(64);
  beginToken(writer, keys);
  writer.number(expires);
  writer.uuid(id);
  return endToken(writer, 'archive', keys);
}

/** What a token leads to; undefined when no account has signed it, or the key was retired. It may have expired. */
export function readArchiveToken(token: string, keys: SigningKeys): Promise<ReadArchiveLink | undefined> {
  return readSignedToken(token, { purpose: 'archive', longest: LONGEST_TOKEN, keys }, (reader) => ({
    expires: reader.number(),
    id: reader.uuid(),
  }));
}
