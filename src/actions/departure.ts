import type { Scheduler } from './scheduler.ts';

/** When a campaign leaves: from when on, and until when. */
export type Departure = { start: number; end?: number };

/** When a campaign that is validated now leaves, in milliseconds since 1970; a text says why it cannot. */
export function departureOf(
  { type, startDate, endDate }: Pick<Scheduler, 'type' | 'startDate' | 'endDate'>,
  now: number,
): Departure | string {
  if (type === 'timeZoneSchedule') {
    return "is to leave at the hour of each reader, which is not possible here yet: choose 'asap' or 'scheduled'";
  }
  if (endDate !== undefined && endDate <= now) {
    return 'was to have left before now: choose a later endDate, or none';
  }
  const start = type === 'asap' ? now : Math.max(startDate ?? now, now);
  return { start, ...(endDate !== undefined && { end: endDate }) };
}
