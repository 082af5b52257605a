import type { AccountName } from '../../src/accounts/account.ts';
import type { Catalog } from '../../src/storage/catalog.ts';
import { tokenWriter } from '../../src/tracking/link-token.ts';
import { SigningKeyRing } from '../../src/tracking/signing-key-ring.ts';
import type { LinkTarget, TrackedMessage } from '../../src/tracking/tracked-link.ts';
import { DEMO } from './server.ts';

/** A message that was made an hour ago, so that nobody is too fast. */
export function messageTo(contact: string, more: Partial<TrackedMessage> = {}): TrackedMessage {
  const time = Date.now() - 3_600_000;
  const stamp = { time, id: crypto.randomUUID(), thread: crypto.randomUUID() };
  return { action: '000PE4', contact, of: 'message', stamp, sentAt: time, ...more };
}

/** Makes the paths of links of a message, as an account signs them. */
export async function pathsOf(
  message: TrackedMessage,
  catalog: Catalog,
  account: AccountName = DEMO,
): Promise<(link: LinkTarget) => string> {
  const token = tokenWriter(message, await new SigningKeyRing(catalog).of(account));
  return (link) => `/t/${token(link)}`;
}
