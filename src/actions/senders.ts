/** What actions name of the account's senders. */
export interface Senders {
  /** The domain by the name that an action has for it; undefined when the account may not send from it. */
  domain(name: string): Promise<SenderDomain | undefined>;
  /** Whether the account has a sending profile of this number. */
  hasProfile(number: number): Promise<boolean>;
}

export type SenderDomain = {
  /** As DNS has it. */
  domain: string;
  /** Where servers send what they cannot deliver. */
  returnPath: string;
};
