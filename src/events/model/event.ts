import type { TSchema } from 'typebox';
import { ActivationEvent } from './activation.ts';
import { BounceEvent } from './bounce.ts';
import { CancellationEvent } from './cancellation.ts';
import { ComplaintEvent } from './complaint.ts';
import { CreationEvent, ModificationEvent, SuppressionEvent } from './contact-life.ts';
import type { EventType, Source } from './event-types.ts';
import { ExecutionEvent } from './execution.ts';
import { HitEvent } from './hit.ts';
import { ImpressionEvent } from './impression.ts';
import { OptoutEvent } from './optout.ts';
import { ReplyEvent } from './reply.ts';

/** Everything that can happen to a message or a contact: one immutable fact, told apart by `type` and `source.type`. */
export type Event =
  | ExecutionEvent
  | CancellationEvent
  | ActivationEvent
  | BounceEvent
  | HitEvent
  | CreationEvent
  | ModificationEvent
  | ImpressionEvent
  | SuppressionEvent
  | OptoutEvent
  | ReplyEvent
  | ComplaintEvent;

/** The schema of every event that exists: by type, then by the sources it can come from. */
export const EVENT_SCHEMAS: Record<EventType, Partial<Record<Source, TSchema>>> = {
  execution: ExecutionEvent,
  cancellation: CancellationEvent,
  activation: ActivationEvent,
  bounce: BounceEvent,
  hit: HitEvent,
  creation: CreationEvent,
  modification: ModificationEvent,
  impression: ImpressionEvent,
  suppression: SuppressionEvent,
  optout: OptoutEvent,
  reply: ReplyEvent,
  complaint: ComplaintEvent,
};
