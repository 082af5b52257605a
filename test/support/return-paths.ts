import type { AccountName } from '../../src/accounts/account.ts';
import { type SignedAddress, writeSignedAddress } from '../../src/feedback/signed-address.ts';
import type { Catalog } from '../../src/storage/catalog.ts';
import { SigningKeyRing } from '../../src/tracking/signing-key-ring.ts';
import { DEMO } from './server.ts';

const HOUR = 3_600_000;

/** A message that was sent, and the address that what comes back of it is sent to. */
export type SentMessage = { stamp: string; contact: string; returnPath: string };

/**
 * Makes messages that an account sent so long ago that nobody waits for their activations, as far as mail that comes
 * back knows of them.
 */
export async function sentMessages(
  catalog: Catalog,
  account: AccountName = DEMO,
): Promise<(contact: string, more?: Partial<SignedAddress>) => SentMessage> {
  const keys = await new SigningKeyRing(catalog).of(account);
  return (contact, more = {}) => {
    const stamp = crypto.randomUUID();
    const address: SignedAddress = {
      purpose: 'return-path',
      action: '000PE4',
      contact,
      of: 'message',
      isCopy: false,
      stamp,
      madeAt: Date.now() - 3 * HOUR,
      ...more,
    };
    return { stamp, contact, returnPath: `${writeSignedAddress(address, keys)}@bounces.sender.test` };
  };
}
