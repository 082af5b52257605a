import Type, { type Static } from 'typebox';
import { NumericId } from '../contacts/field.ts';

/** When a campaign leaves: as soon as it is validated, at an instant, or at the same hour of each reader. */
export const SCHEDULER_TYPES = ['asap', 'scheduled', 'timeZoneSchedule'] as const;

const Segments = Type.Object(
  { selected: Type.Array(NumericId), excluded: Type.Array(NumericId) },
  { description: 'Ids of the segments that get it, and of those that do not' },
);

/** When a campaign leaves, and to whom. Instants are milliseconds since 1970. */
export const Scheduler = Type.Object({
  type: Type.Enum([...SCHEDULER_TYPES]),
  startDate: Type.Optional(Type.Integer()),
  /** After it nothing leaves any more. */
  endDate: Type.Optional(Type.Integer()),
  segments: Segments,
  /** Messages an hour; 0 is no limit. */
  speed: NumericId,
});
export type Scheduler = Static<typeof Scheduler>;

/** The same as it is shown. */
export const ShownScheduler = Type.Object({
  type: Scheduler.properties.type,
  segments: Segments,
  speed: Type.Integer({ minimum: 0, description: 'How many messages leave in an hour; 0 is no limit' }),
  startDate: Type.Optional(Type.String({ description: 'UTC' })),
  endDate: Type.Optional(Type.String({ description: 'UTC; nothing leaves after it' })),
});
export type ShownScheduler = Static<typeof ShownScheduler>;
