import type { AccountName } from '../accounts/account.ts';
import { ByteWriter } from './byte-writer.ts';
import { flagsOf, readLink, writeMessage, writeTarget } from './link-bytes.ts';
import { beginToken, endToken, readSignedToken } from './signed-token.ts';
import type { AccountKeys, SigningKeys } from './signing-keys.ts';
import type { LinkTarget, TrackedLink, TrackedMessage } from './tracked-link.ts';

/** The longest token, in characters. Servers and programs on the way take addresses of 8,000. */
export const LONGEST_TOKEN = 6000;

/** What was read from a token. */
export type ReadLink = TrackedLink & { account: AccountName };

/** The link cannot be written into a token. */
export class LinkTooLong extends Error {
  override readonly name = 'LinkTooLong';
}

/**
 * Writes a link as a text that may stand in an address. The same link and key always give the same text.
 *
 * @throws LinkTooLong
 */
export function writeToken({ link, ...message }: TrackedLink, keys: AccountKeys): string {
  return tokenWriter(message, keys)(link);
}

/** Writes the tokens of all links of a message, which have most of their bytes in common. Throws as `writeToken` does. */
export function tokenWriter(message: TrackedMessage, keys: AccountKeys): (link: LinkTarget) => string {
  const head = new ByteWriter();
  beginToken(head, keys);
  const body = new ByteWriter();
  writeMessage(body, message);
  const flags = flagsOf(message);
  return (link) => {
    const writer = new ByteWriter();
    writer.bytes(head.written);
    writeTarget(writer, link, { flags, message: body.written });
    const token = endToken(writer, 'link', keys);
    if (token.length > LONGEST_TOKEN) throw new LinkTooLong(`a link has ${token.length} characters`);
    return token;
  };
}

/** The link that a token stands for; undefined when no account has signed it, or the key was retired. */
export function readToken(token: string, keys: SigningKeys): Promise<ReadLink | undefined> {
  return readSignedToken(token, { purpose: 'link', longest: LONGEST_TOKEN, keys }, readLink);
}
