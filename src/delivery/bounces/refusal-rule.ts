import type { BounceSubject } from './subject-of-code.ts';

/**
 * What had been handed over when it was refused: not even a recipient, the recipient alone, the whole message, or nobody tells.
 */
export type RefusalStage = 'sender' | 'recipient' | 'message' | 'unknown';

/** How a refusal is understood. */
export type RefusalRule = {
  /** The name that the event tells. */
  name: string;
  /** For people: what it goes by. */
  meaning: string;
  /** All that are given must fit. */
  enhanced?: RegExp;
  code?: RegExp;
  /** One of them must fit. */
  text?: readonly RegExp[];
  /** Only what is refused for good: neither the reply nor the enhanced status code is of class 4, and no words say that it may pass. */
  forGood?: true;
  /** Only for what was refused then. */
  stage?: Exclude<RefusalStage, 'recipient'>;
  /** `hard`: the address is not worth another message. */
  verdict: 'hard' | 'soft';
  /** What it is about; without it, what the enhanced status code says. */
  subject?: BounceSubject;
};
