import type { Facets } from '../facets.ts';
import type { Entry } from '../log.ts';

/** An entry as a test tells it: by a number of its own and by what matters to that test. */
export type Told = Partial<Facets> & { n: number; timestamp?: number; id?: string; json?: string };

/** An activation of an action, unless told otherwise. Its JSON holds `n`, by which it is known again when read. */
export function entry({ n, timestamp = 1_000, id = uuid(n), json, ...facets }: Told): Entry {
  return {
    id,
    timestamp,
    facets: { family: 'actions', type: 'activation', ...facets },
    json: json ?? JSON.stringify({ n, id, timestamp }),
  };
}

export function entries(...told: readonly Told[]): Entry[] {
  return told.map(entry);
}

/** The uuid of a number: different numbers, different uuids, with letters in them. */
export function uuid(n: number): string {
  return `fedcba98-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** The whole numbers from one to the other, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
