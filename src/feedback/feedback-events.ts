import { createHash } from 'node:crypto';
import type { Bounce } from '../events/model/bounce.ts';
import type { Complaint } from '../events/model/complaint.ts';
import type { Reply } from '../events/model/reply.ts';
import type { Activation } from './history.ts';
import type { SignedAddress } from './signed-address.ts';

/** What can come back of a message. */
export type Feedback =
  | { type: 'bounce'; detail: { bounce: Bounce } }
  | { type: 'complaint'; detail: { complaint: Complaint } }
  | { type: 'reply'; detail: { reply: Reply } };

/** What came back of a message, when, and by which id it is known again. */
export type Occurrence = {
  feedback: Feedback;
  activation: Activation;
  /** When it came, in milliseconds since 1970. */
  at: number;
  id: string;
};

/** An event of what came back, as JSON text without the account, which whoever publishes it knows. */
export function feedbackEvent({ feedback, activation, at, id }: Occurrence): string {
  const detail = { activation, ...feedback.detail };
  return JSON.stringify({ type: feedback.type, id, timestamp: at, source: { type: 'email', detail } });
}

/**
 * The id of an event, the same each time that the same mail comes in: a report that is sent twice is one event. It is a
 * uuid of version 8 whose beginning is the time of the message, so that ids of one time lie together.
 *
 * @param what tells apart what one mail says of one message.
 */
export function feedbackId(
  { purpose, contact, stamp, madeAt }: SignedAddress,
  ...what: readonly string[]
): string {
  const bytes = createHash('sha256')
    .update([purpose, contact, stamp, ...what].join('\0'))
    .digest()
    .subarray(0, 16);
  bytes.writeUIntBE(madeAt, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The activation of a message that the log does not have any more: what its address tells. */
export function assumedActivation(
  { action, contact, of, stamp, madeAt }: SignedAddress,
  recipient: string | undefined,
): Activation {
  return {
    id: action,
    kind: of,
    receiver: { type: 'id', value: contact },
    stamp: { time: madeAt, id: stamp, thread: stamp },
    ...(recipient !== undefined && { recipient }),
  };
}
