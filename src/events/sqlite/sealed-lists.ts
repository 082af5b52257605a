import type { Facets, Family } from '../facets.ts';
import type { Query, Scope } from '../log.ts';
import { EVENT_TYPES, type EventType } from '../model/event-types.ts';
import { ROBOT_CLASSES, type RobotClass } from '../model/robot-classes.ts';
import { FAMILY_CODES, TYPE_CODES } from './codes.ts';

/**
 * A list whose events are kept ready for sending, in sealed blocks: all events of a family, or those of one type,
 * without the hits of robots; those hits; all events of one owner (an action, say); and those of a contact that has many.
 * In the family of contacts an owner is a contact, and its list has its events of all families.
 * The order is part of the list, because a block cannot be read backwards.
 */
export type SealedList = {
  code: number;
  family: Family;
  type?: EventType;
  owner?: string;
  robots: 'hidden' | ReadonlySet<RobotClass>;
  sort: 'asc' | 'desc';
};

/** Contacts have no feed of their whole family. */
const FAMILIES = ['actions', 'notifications', 'display'] as const;

// Stored files hold these codes; see codes.ts.
function codeOf(family: Family, type: EventType | undefined, sort: 'asc' | 'desc'): number {
  return (
    FAMILY_CODES[family] * 1000 + (type === undefined ? 0 : TYPE_CODES[type]) * 10 + (sort === 'desc' ? 1 : 0)
  );
}

/** The code of the list of a family's hits of robots: beyond those of all types. */
function robotsCodeOf(family: Family): number {
  return FAMILY_CODES[family] * 1000 + 900;
}

const ROBOTS: ReadonlySet<RobotClass> = new Set(ROBOT_CLASSES);

export const SEALED_LISTS: readonly SealedList[] = FAMILIES.flatMap((family): SealedList[] => [
  { code: codeOf(family, undefined, 'asc'), family, robots: 'hidden', sort: 'asc' },
  { code: codeOf(family, undefined, 'desc'), family, robots: 'hidden', sort: 'desc' },
  ...EVENT_TYPES.map(
    (type): SealedList => ({
      code: codeOf(family, type, 'asc'),
      family,
      type,
      robots: 'hidden',
      sort: 'asc',
    }),
  ),
  { code: robotsCodeOf(family), family, type: 'hit', robots: ROBOTS, sort: 'asc' },
]);

/** Whose list it is, if it is none of a whole family. */
export type Owner = { family: Family; owner: string };

/** The query that selects all of a list, in its order. */
export function queryFor({ family, type, owner, robots, sort }: SealedList): Query {
  return {
    scope: scopeOf(family, owner),
    ...(type && { types: [type] }),
    robots,
    after: 0,
    upTo: Number.MAX_SAFE_INTEGER,
    sort,
  };
}

function scopeOf(family: Family, owner: string | undefined): Scope {
  if (owner === undefined) return { of: 'family', family };
  return family === 'contacts' ? { of: 'contact', id: owner } : { of: 'owner', family, id: owner };
}

const BY_CODE = new Map(SEALED_LISTS.map((list) => [list.code, list]));

/** The codes of the lists that an event belongs to, apart from that of its owner. */
export function listsOf({ family, type, robot }: Facets): number[] {
  if (family === 'contacts') return [];
  if (robot !== undefined) return [robotsCodeOf(family)];
  return [codeOf(family, undefined, 'asc'), codeOf(family, undefined, 'desc'), codeOf(family, type, 'asc')];
}

/** The owner whose list, among those of owners, holds all that a query of its scope can select. */
export function ownerOf(scope: Scope): Owner | undefined {
  if (scope.of === 'contact') return { family: 'contacts', owner: scope.id };
  // Events of contacts themselves have no owner.
  return scope.of === 'owner' && scope.family !== 'contacts'
    ? { family: scope.family, owner: scope.id }
    : undefined;
}

/** Whether the list of an owner holds exactly what a query selects, apart from its windows. */
export function isOfOwnerList({ types, subtype, robots, sort, ...query }: Query): boolean {
  if (query.activationStart !== undefined || query.activationEnd !== undefined) return false;
  return types === undefined && subtype === undefined && robots === 'hidden' && sort !== 'desc';
}

/** The long list that holds exactly what a query selects, apart from its windows; undefined when none does. */
export function listFor(query: Query): SealedList | undefined {
  const { scope, types, subtype, robots, sort = 'asc' } = query;
  if (scope.of !== 'family' || subtype !== undefined || (types !== undefined && types.length !== 1))
    return undefined;
  if (query.activationStart !== undefined || query.activationEnd !== undefined) return undefined;
  const type = types?.[0];
  const hasHits = type === undefined || type === 'hit';
  if (hasHits && robots !== 'hidden') {
    // Among events of all types the hits of robots are but some.
    const all = type === 'hit' && robots !== 'shown' && ROBOT_CLASSES.every((each) => robots.has(each));
    return all && sort === 'asc' ? BY_CODE.get(robotsCodeOf(scope.family)) : undefined;
  }
  return BY_CODE.get(codeOf(scope.family, type, sort));
}
