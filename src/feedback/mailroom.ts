import type { FoundAddress } from './find-address.ts';

/** Where mail of one account is handed in that came back by another way than SMTP. */
export interface Mailroom {
  /**
   * The address that mail is about; undefined when it is about no message of the account.
   *
   * @param recipient the address that it was sent to, if that is known.
   */
  find(raw: Buffer, recipient?: string): Promise<FoundAddress | undefined>;
  /**
   * Takes mail for an address. It is durable when this resolves.
   *
   * @throws MailRejected, QueueFull
   */
  receive(found: FoundAddress, raw: Buffer): Promise<void>;
}
