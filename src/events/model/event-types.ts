// Without schemas: threads that only store events need not load the library of schemas.

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
