import type { AccountName } from '../accounts/account.ts';
import type { MessageReturns } from '../sending/email-composition.ts';
import type { Message } from '../sending/message.ts';
import type { SigningKeys } from '../tracking/signing-keys.ts';
import { type AddressPurpose, writeSignedAddress } from './signed-address.ts';

/** Makes the addresses to which what comes back of messages is sent. */
export class ReturnAddresses {
  readonly #keys: SigningKeys;
  readonly #replies: boolean;

  /** @param replies whether answers come here too, and go on from here. */
  constructor(keys: SigningKeys, replies: boolean) {
    this.#keys = keys;
    this.#replies = replies;
  }

  /**
   * @param domain the one that mail comes back to.
   * @throws UnknownAccount
   */
  async of(account: AccountName, message: Message, domain: string, madeAt: number): Promise<MessageReturns> {
    const keys = await this.#keys.of(account);
    const { action, of, copyTo, execution } = message;
    const { id: contact } = copyTo ?? execution.recipient;
    const stamp = execution.stamp.id;
    const address = (purpose: AddressPurpose) => {
      const isCopy = copyTo !== undefined;
      const told = { purpose, action, contact, of, isCopy, stamp, madeAt };
      return `${writeSignedAddress(told, keys)}@${domain}`;
    };
    return {
      returnPath: address('return-path'),
      ...(this.#replies && { replyTo: address('reply') }),
    };
  }
}
