import type { Bounce } from '../../events/model/bounce.ts';
import { DETAILS, SUBJECTS } from '../../events/model/rfc3463.ts';

/** What a bounce is about, in the words of RFC 3463. */
export type BounceSubject = Bounce['analysis']['subject'];

/** The subject and detail that an enhanced status code such as `5.1.1` names. */
export function subjectOfCode(enhanced: string): BounceSubject {
  const [, subject, detail] = enhanced.split('.').map(Number);
  const type = Object.entries(SUBJECTS).find(([digit]) => Number(digit) === subject)?.[1];
  switch (type) {
    case 'address':
      return { type, ...named(DETAILS.address, detail) };
    case 'mailbox':
      return { type, ...named(DETAILS.mailbox, detail) };
    case 'mail system':
      return { type, ...named(DETAILS['mail system'], detail) };
    case 'network and routing':
      return { type, ...named(DETAILS['network and routing'], detail) };
    case 'mail delivery protocol':
      return { type, ...named(DETAILS['mail delivery protocol'], detail) };
    case 'message content or media':
      return { type, ...named(DETAILS['message content or media'], detail) };
    case 'security or policy':
      return { type, ...named(DETAILS['security or policy'], detail) };
    default:
      return { type: 'other or undefined status' };
  }
}

/** Later registrations (such as 5.7.26) have numbers beyond those of RFC 3463: they have a subject, and no detail. */
function named<D extends string>(details: readonly D[], index = -1): { detail?: { type: D } } {
  const type = details[index];
  return type === undefined ? {} : { detail: { type } };
}
