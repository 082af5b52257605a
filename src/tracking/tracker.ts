import type { AccountName } from '../accounts/account.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import { MessageLinks, type TrackingPolicy } from './message-links.ts';
import { previewLinks } from './preview-links.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TrackedMessage } from './tracked-link.ts';

/** Makes the links of messages. */
export class Tracker {
  readonly #keys: SigningKeys;
  readonly #base: () => string;
  readonly #policy: TrackingPolicy;

  /** @param base the address of the tracking server, as far as it is known. */
  constructor(keys: SigningKeys, base: () => string, policy: TrackingPolicy) {
    this.#keys = keys;
    this.#base = base;
    this.#policy = policy;
  }

  /** @throws UnknownAccount */
  async linksOf(account: AccountName, message: TrackedMessage): Promise<MessageLinks> {
    return new MessageLinks(message, await this.#keys.of(account), this.#base(), this.#policy);
  }

  /** The links of a message that is only looked at. */
  previews(): EmailLinks {
    return previewLinks(this.#base());
  }
}
