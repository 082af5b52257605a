import { randomUUIDv7 } from 'node:crypto';
import type { ActivationEvent } from '../events/model/activation.ts';
import type { Bounce } from '../events/model/bounce.ts';
import type { Cancellation } from '../events/model/cancellation.ts';
import type { Order } from './order.ts';

/**
 * The events of one message, as JSON text without the account, which whoever publishes them knows. Each has its id from
 * the beginning, so that one that is published twice is in the log once.
 */

type Activation = Extract<ActivationEvent, { source: { type: 'email' } }>['source']['detail']['activation'];

/** A send was asked for. */
export function executionEvent(order: Order, now: number): string {
  return eventText('execution', now, { execution: executionOf(order) });
}

/** It was stopped before it left. */
export function cancellationEvent(order: Order, now: number, cancellation: Cancellation): string {
  return eventText('cancellation', now, { execution: executionOf(order), cancellation });
}

/** It left, to this address. */
export function activationEvent(order: Order, now: number, address: string): string {
  return eventText('activation', now, { activation: activationOf(order, address) });
}

/** It left and came back. */
export function bounceEvent(order: Order, now: number, address: string, bounce: Bounce): string {
  return eventText('bounce', now, { activation: activationOf(order, address), bounce });
}

function executionOf({ action, kind, recipient, data, stamp }: Order) {
  return { id: action, kind, recipient, ...(data && { data }), stamp };
}

function activationOf({ action, kind, recipient, stamp }: Order, address: string): Activation {
  return { id: action, kind, receiver: recipient, stamp, recipient: address };
}

function eventText(type: string, timestamp: number, detail: object): string {
  return JSON.stringify({ type, id: randomUUIDv7(), timestamp, source: { type: 'email', detail } });
}
