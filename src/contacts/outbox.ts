import { randomUUIDv7 } from 'node:crypto';
import type { Footprint } from '../events/model/receiver.ts';

/** What can happen to a contact. */
export type LifeEventType = 'creation' | 'modification' | 'suppression';

/** What caused a change, by the codes of the red list. */
export const ORIGIN_API = 1;

/** An event of a contact's life, without the account, which whoever publishes it knows. */
export type LifeEvent = {
  type: LifeEventType;
  /** Given when the change is made, so that publishing it again does nothing. It follows the time, as ids of the log do. */
  id: string;
  timestamp: number;
  source: {
    type: 'contact';
    detail: { contact: Footprint; fields?: readonly number[]; origin: number };
  };
};

/** An event that waits in the outbox to be published. */
export type Waiting = {
  /** Grows in the order of the changes, and is never used again. */
  sequence: number;
  /** A `LifeEvent` as JSON text. */
  json: string;
};

/** Where changes leave their events, in the same transaction. */
export interface Outbox {
  add(event: LifeEvent): void;
}

export function lifeEvent(
  type: LifeEventType,
  timestamp: number,
  contact: Footprint,
  { fields, origin = ORIGIN_API }: { fields?: readonly number[]; origin?: number },
): LifeEvent {
  return {
    type,
    id: randomUUIDv7(),
    timestamp,
    source: { type: 'contact', detail: { contact, ...(fields && { fields }), origin } },
  };
}
