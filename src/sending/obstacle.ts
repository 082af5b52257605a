import type { Target } from '../contacts/contact.ts';
import type { Cancellation } from '../events/model/cancellation.ts';

/** Where the address of a message stands: which field of the contact. */
export type AddressField = { field: number };

/** Who may not be reached, whatever their contact says. */
export type Exclusion = (target: Target) => boolean;

/** A contact that can be written to, at which address; or why not. */
export type Reached = { address: string; obstacle?: undefined } | { obstacle: Cancellation };

/** The code of a bounce that will not go away: the address itself is wrong. */
const HARD = 1;

/**
 * Looks whether a contact may be written to. The order of the checks is part of the promise: the first one that fails
 * is the reason that is told.
 *
 * @param target the contact as it is now; undefined when it was deleted since the send was asked for.
 */
export function reach(
  target: Target | undefined,
  { field }: AddressField,
  isExcluded: Exclusion = () => false,
): Reached {
  const value = target?.fields[String(field)];
  const address = typeof value === 'string' ? value.trim() : '';
  if (target === undefined || address === '') return { obstacle: { type: 'empty address' } };
  if (target.redList.mail !== undefined) return { obstacle: { type: 'redlisted target' } };
  const bounced = target.bounce.some((bounce) => bounce.field === field && bounce.type === HARD);
  if (bounced) return { obstacle: { type: 'bounced target' } };
  if (isExcluded(target)) return { obstacle: { type: 'excluded target' } };
  return { address };
}
