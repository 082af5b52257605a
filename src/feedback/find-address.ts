import { headerValues, headOf } from './mail-head.ts';
import { type ReadAddress, SIGNED_LOCAL_PART } from './signed-address.ts';

/** How many words that look like signed addresses are tried: only a hostile message has many. */
const MOST_TRIED = 200;

/** Headers in which servers say to whom they brought a message, the surest first. */
const ENVELOPE_HEADERS = ['X-Original-To', 'Delivered-To', 'Envelope-To', 'X-Envelope-To', 'To'];

export type FoundAddress = { localPart: string; address: ReadAddress };

/**
 * Looks for the signed address that a message is about, when nobody tells to whom it was sent: first among those whom it
 * was brought to, then anywhere. Complaints often come to an address that was agreed on, and quote the message.
 *
 * A signature cannot be met by chance, so it does not matter in which header or part it stands.
 */
export async function findAddress(
  raw: Buffer,
  read: (localPart: string) => Promise<ReadAddress | undefined>,
  recipient = '',
): Promise<FoundAddress | undefined> {
  const head = headOf(raw);
  const told = ENVELOPE_HEADERS.flatMap((name) => headerValues(head, name));
  const places = [recipient, ...told, wholeText(raw)];
  const tried = new Set<string>();
  for (const place of places) {
    for (const [word] of place.matchAll(SIGNED_LOCAL_PART)) {
      const localPart = word.toLowerCase();
      if (tried.has(localPart)) continue;
      if (tried.size >= MOST_TRIED) return undefined;
      tried.add(localPart);
      const address = await read(localPart);
      if (address !== undefined) return { localPart, address };
    }
  }
  return undefined;
}

/** Without the line breaks that quoted-printable puts into long words. */
function wholeText(raw: Buffer): string {
  return raw.toString('latin1').replaceAll(/=\r?\n/g, '');
}
