import type { Subtype } from './facets.ts';
import type { EventType } from './model/event-types.ts';
import type { RobotClass } from './model/robot-classes.ts';

/** How many events of an owner are alike. */
export type Tally = {
  type: EventType;
  subtype?: Subtype;
  /** Absent for what no robot did. */
  robot?: RobotClass;
  /**
   * What else they have in common. Of a bounce the verdict, a space and the rule that decided; of a cancellation its type;
   * of a complaint the reporter; of a hit the label of its link. Empty when there is none, and for other types. What is
   * too long, and what comes after too many others, is counted together (bounded-details.ts).
   */
  detail: string;
  count: number;
};

/** What there is of one owner: an action, say. */
export type Tallies = {
  counts: readonly Tally[];
  /** How many contacts opened, how many followed a link, and how many did either. Robots do not count. */
  reached: { open: number; redirection: number; either: number };
};

const DETAILS: Partial<Record<EventType, readonly (readonly string[])[]>> = {
  bounce: [
    ['bounce', 'analysis', 'verdict'],
    ['bounce', 'analysis', 'rule'],
  ],
  cancellation: [['cancellation', 'type']],
  complaint: [['complaint', 'reporter']],
  hit: [['link', 'label']],
};

/** Where the parts of a detail stand within `source.detail` of an event of this type. */
export function detailPaths(type: EventType): readonly (readonly string[])[] {
  return DETAILS[type] ?? [];
}

/** The types that have a detail. */
export const DETAILED_TYPES: readonly EventType[] = ['bounce', 'cancellation', 'complaint', 'hit'];
