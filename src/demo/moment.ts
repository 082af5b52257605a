import type { Event } from '../events/model/event.ts';
import type { Identity } from '../events/model/identity.ts';
import type { Random } from './random.ts';

/** An event and when it reaches the log: `publishAt` is later than its timestamp when a provider reported it late. */
export type Moment = { event: Event; publishAt: number };

/** What every invented life needs. */
export type Setting = {
  random: Random;
  identity: Identity;
  /** The end of the invented time, exclusive. Nothing happens from here on. */
  end: number;
};

/** What every event begins with, after its type. */
export function opening({ random, identity }: Setting, timestamp: number) {
  return { id: random.uuid(), timestamp, identity };
}

export function moment(event: Event, publishAt: number = event.timestamp): Moment {
  return { event, publishAt };
}
