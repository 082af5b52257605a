import Type, { type TSchema } from 'typebox';
import { Identity } from './identity.ts';
import { Instant, Uuid } from './scalars.ts';

/**
 * The twelve event types, in the order in which the reference prints its discriminator.
 * Their numbers in stored data are fixed elsewhere, so the order here may not be relied on.
 */
export const EVENT_TYPES = [
  'execution',
  'cancellation',
  'activation',
  'bounce',
  'hit',
  'creation',
  'modification',
  'impression',
  'suppression',
  'optout',
  'reply',
  'complaint',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Where an event comes from: a channel, or the life of a contact. */
export const SOURCES = ['email', 'sms', 'notification', 'display', 'contact'] as const;
export type Source = (typeof SOURCES)[number];

/** The schema of one event: the common envelope around the `detail` of one type and one source. */
export function event<T extends EventType, S extends Source, D extends TSchema>(
  type: T,
  source: S,
  detail: D,
) {
  return Type.Object({
    type: Type.Literal(type),
    id: Uuid,
    timestamp: Instant,
    identity: Identity,
    source: Type.Object({ type: Type.Literal(source), detail }),
  });
}
