import type { BounceSubject } from './subject-of-code.ts';

/** What refusals are about that are told by words, in the terms of RFC 3463. */

export const NO_MAILBOX: BounceSubject = {
  type: 'address',
  detail: { type: 'bad destination mailbox address' },
};
export const NO_SYSTEM: BounceSubject = {
  type: 'address',
  detail: { type: 'bad destination system address' },
};
export const NO_ADDRESS: BounceSubject = {
  type: 'address',
  detail: { type: 'bad destination mailbox address syntax' },
};
export const MOVED: BounceSubject = { type: 'address', detail: { type: 'mailbox has moved' } };
export const DISABLED: BounceSubject = {
  type: 'mailbox',
  detail: { type: 'mailbox disabled, not accepting messages' },
};
export const FULL: BounceSubject = { type: 'mailbox', detail: { type: 'mailbox full' } };
export const TOO_BIG: BounceSubject = { type: 'mail system', detail: { type: 'message too big for system' } };
export const SYSTEM_FULL: BounceSubject = { type: 'mail system', detail: { type: 'mail system full' } };
export const SYSTEM: BounceSubject = { type: 'mail system' };
export const UNWANTED: BounceSubject = {
  type: 'security or policy',
  detail: { type: 'delivery not authorized, message refused' },
};
export const NO_LIST: BounceSubject = {
  type: 'security or policy',
  detail: { type: 'mailing list expansion prohibited' },
};
export const CONTENT: BounceSubject = { type: 'message content or media' };
export const CONGESTED: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'mail system congestion' },
};
export const NO_ANSWER: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'no answer from host' },
};
export const NO_NAMES: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'directory server failure' },
};
export const LOOP: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'routing loop detected' },
};
export const EXPIRED: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'delivery time expired' },
};
