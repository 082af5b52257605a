import { invalidContent } from '../contacts/refusal.ts';
import { parseInstant } from '../time/instant.ts';
import { type SchedulerDraft, said } from './action-draft.ts';
import type { ActionDesk } from './desk.ts';
import { requireSegments } from './references.ts';
import type { Scheduler } from './scheduler.ts';

/** @throws Refusal */
export function defineScheduler(
  desk: Pick<ActionDesk, 'contacts'>,
  draft: Partial<SchedulerDraft>,
  before?: Scheduler,
): Scheduler {
  const segments = said(draft.segments);
  for (const name of ['selected', 'excluded'] as const)
    requireSegments(desk, segments[name] ?? [], `/scheduler/segments/${name}`);
  const type = draft.type ?? before?.type ?? 'asap';
  const startDate = readDate('startDate', draft.startDate, before?.startDate);
  const endDate = readDate('endDate', draft.endDate, before?.endDate);
  if (type !== 'asap' && startDate === undefined) {
    throw invalidContent('/scheduler', `must have 'startDate', as its type is '${type}'`);
  }
  if (startDate !== undefined && endDate !== undefined && endDate <= startDate) {
    throw invalidContent('/scheduler/endDate', 'must be later than startDate');
  }
  return {
    type,
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
    segments: {
      selected: distinct(segments.selected ?? before?.segments.selected),
      excluded: distinct(segments.excluded ?? before?.segments.excluded),
    },
    speed: draft.speed ?? before?.speed ?? 0,
  };
}

function distinct(ids: readonly number[] = []): number[] {
  return [...new Set(ids)];
}

function readDate(
  name: 'startDate' | 'endDate',
  given: string | number | null | undefined,
  before?: number,
): number | undefined {
  if (given === undefined) return before;
  if (given === null) return undefined;
  const instant = parseInstant(String(given));
  // Other years could not be written with four digits.
  if (instant === undefined || instant < 0 || instant >= Date.UTC(10_000, 0)) {
    throw invalidContent(`/scheduler/${name}`, 'must be an ISO 8601 date or milliseconds since 1970');
  }
  return instant;
}
