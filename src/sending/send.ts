/** Which sends go first: those of campaigns wait for single messages, and all wait for what is urgent. */
export const PRIORITIES = { campaign: 0, message: 1, urgent: 2 } as const;
export type Priority = (typeof PRIORITIES)[keyof typeof PRIORITIES];

/** A message that is to leave: what, to whom, when, and until when it is worth trying. */
export type NewSend = {
  /** JSON text that whoever sends understands. */
  order: string;
  priority: Priority;
  /** Not before, in milliseconds since 1970. */
  due: number;
  /** Given up from then on, in milliseconds since 1970. */
  expires: number;
};

/** A message that was accepted and has not ended. */
export type Send = NewSend & {
  /** Grows in the order of acceptance; never used again. */
  id: number;
  /** How often it was tried in vain. */
  attempts: number;
};
