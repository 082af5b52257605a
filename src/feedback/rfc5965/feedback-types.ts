/** A feedback type, and whether whoever reports it asks not to be written to. */
export type FeedbackType = { type: string; meaning: string; counts: boolean };

/**
 * The feedback types of RFC 5965 and RFC 6591, and those that providers use besides. Only what the recipient says of the
 * message counts against writing to that contact: a machine that could not verify a signature did not ask for anything.
 */
export const FEEDBACK_TYPES: readonly FeedbackType[] = [
  { type: 'abuse', meaning: 'the recipient calls it spam', counts: true },
  { type: 'fraud', meaning: 'the recipient calls it fraud', counts: true },
  { type: 'spam', meaning: 'as `abuse`', counts: true },
  { type: 'complaint', meaning: 'as `abuse`', counts: true },
  { type: 'opt-out', meaning: 'the recipient wants no more of this', counts: true },
  { type: 'opt-out-list', meaning: 'the recipient wants no more of this list', counts: true },
  { type: 'not-spam', meaning: 'the recipient wants it', counts: false },
  { type: 'auth-failure', meaning: 'SPF, DKIM or DMARC failed (RFC 6591)', counts: false },
  { type: 'dmarc', meaning: 'DMARC failed', counts: false },
  { type: 'virus', meaning: 'a scanner found a virus', counts: false },
  {
    type: 'other',
    meaning: 'anything else; types that are not here are read as it, as RFC 5965 asks',
    counts: false,
  },
];

const COUNTING = new Set(FEEDBACK_TYPES.filter(({ counts }) => counts).map(({ type }) => type));

/** Whether a complaint of this type puts the contact on the red list. */
export function countsAgainstContact(type: string): boolean {
  return COUNTING.has(type.toLowerCase());
}
