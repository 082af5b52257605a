import { randomUUIDv7 } from 'node:crypto';
import type { ActivationEvent } from '../events/model/activation.ts';
import type { Bounce } from '../events/model/bounce.ts';
import type { Cancellation } from '../events/model/cancellation.ts';
import { executionIdOf } from './execution-id.ts';
import type { Message } from './message.ts';

/**
 * The events of one message, as JSON text without the account, which whoever publishes them knows. Each has its id from
 * the beginning, so that one that is published twice is in the log once.
 */

type Activation = Extract<ActivationEvent, { source: { type: 'email' } }>['source']['detail']['activation'];

/** A send was asked for. */
export function executionEvent(message: Message, now: number): string {
  const id = executionIdOf(message.execution.stamp.id);
  return eventText('execution', now, { execution: executionOf(message) }, id);
}

/** It was stopped before it left. */
export function cancellationEvent(message: Message, now: number, cancellation: Cancellation): string {
  return eventText('cancellation', now, { execution: executionOf(message), cancellation });
}

/** It left, to this address. */
export function activationEvent(message: Message, now: number, address: string): string {
  return eventText('activation', now, { activation: activationOf(message, address) });
}

/** It left and came back. */
export function bounceEvent(message: Message, now: number, address: string, bounce: Bounce): string {
  return eventText('bounce', now, { activation: activationOf(message, address), bounce });
}

function executionOf({ action, of, execution: { recipient, data, stamp } }: Message) {
  return { id: action, kind: of, recipient, ...(data && { data }), stamp };
}

function activationOf({ action, of, execution: { recipient, stamp } }: Message, address: string): Activation {
  return { id: action, kind: of, receiver: recipient, stamp, recipient: address };
}

function eventText(type: string, timestamp: number, detail: object, id: string = randomUUIDv7()): string {
  return JSON.stringify({ type, id, timestamp, source: { type: 'email', detail } });
}
