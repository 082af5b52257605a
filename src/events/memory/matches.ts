import type { Facets } from '../facets.ts';
import type { Entry, Position, Query, Scope } from '../log.ts';

/** What a scope means, said as plainly as possible: the measure of every other implementation. */
export function belongs(facets: Facets, scope: Scope): boolean {
  switch (scope.of) {
    case 'family':
      return facets.family === scope.family;
    case 'owner':
      return facets.family === scope.family && facets.owner === scope.id;
    case 'campaign':
      return facets.campaign === scope.id;
    case 'contact':
      return facets.contact === scope.id;
    case 'hash':
      return facets.hash === scope.hash;
  }
}

/** What a query means, said as plainly as possible. */
export function matches({ timestamp, facets }: Entry, position: Position, query: Query): boolean {
  const { scope, types, subtype } = query;
  return (
    belongs(facets, scope) &&
    (types === undefined || types.includes(facets.type)) &&
    (subtype === undefined || facets.subtype === subtype) &&
    isWithin(timestamp, query.start, query.end) &&
    isActivatedWithin(facets.activated, query) &&
    isShown(facets, query.robots) &&
    position > query.after &&
    position <= query.upTo
  );
}

function isWithin(time: number, start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY): boolean {
  return time >= start && time < end;
}

function isActivatedWithin(
  activated: number | undefined,
  { activationStart, activationEnd }: Query,
): boolean {
  if (activationStart === undefined && activationEnd === undefined) return true;
  return activated !== undefined && isWithin(activated, activationStart, activationEnd);
}

function isShown({ type, robot }: Facets, robots: Query['robots']): boolean {
  if (robots === 'shown') return true;
  if (robots === 'hidden') return robot === undefined;
  return type !== 'hit' || (robot !== undefined && robots.has(robot));
}
