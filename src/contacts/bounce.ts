import Type, { type Static } from 'typebox';
import { wholeSeconds } from '../time/whole-seconds.ts';
import { formatContactId } from './contact-id.ts';
import { NumericId } from './field.ts';

/** Why an address could not be reached, and the code that NP6 has for it. */
export const BOUNCE_CODES = {
  soft: 4,
  hardDomain: 51,
  hardUser: 52,
  hardOther: 53,
  hardRules: 54,
  reportAsSpam: 6,
} as const;
export type BounceType = keyof typeof BOUNCE_CODES;

export function isBounceType(text: string): text is BounceType {
  return Object.hasOwn(BOUNCE_CODES, text);
}

/** The last bounce of one address of a contact: a contact may have several addresses, each in a field. */
export type Bounce = {
  field: number;
  type: BounceType;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: string;
};

/** A contact that could not be reached, as it is listed. */
export const BouncedTarget = Type.Object({
  id: Type.String(),
  bounces: Type.Array(
    Type.Object({
      type: Type.String({ description: Object.keys(BOUNCE_CODES).join(', ') }),
      fieldId: NumericId,
      detail: Type.Object({ message: Type.String() }),
      timestamp: Type.String({ description: 'UTC' }),
    }),
  ),
});
export type BouncedTarget = Static<typeof BouncedTarget>;

export function bouncedTargetOf(contact: number, bounces: readonly Bounce[]): BouncedTarget {
  return {
    id: formatContactId(contact),
    bounces: bounces.map(({ type, field, message, timestamp }) => ({
      type,
      fieldId: field,
      detail: { message },
      timestamp: wholeSeconds(timestamp),
    })),
  };
}
