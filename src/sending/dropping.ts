import { messagesOf } from './message.ts';
import { cancellationEvent } from './message-events.ts';
import { readOrder } from './stored-order.ts';

const DROPPED = {
  type: 'delivery failure' as const,
  value: { type: 'dropped', message: 'it waited when its server was restored, and was dropped' },
};

/** The events that tell that what was accepted will not be sent. Proofs and campaigns have none of their own. */
export function eventsOfDropping(order: string, now: number): string[] {
  const read = readOrder(order);
  const messages = read.kind === 'message' ? [read] : read.kind === 'executions' ? messagesOf(read) : [];
  return messages
    .filter(({ copyTo }) => copyTo === undefined)
    .map((message) => cancellationEvent(message, now, DROPPED));
}
