import { BoundedDetails } from '../bounded-details.ts';
import type { Entry } from '../log.ts';
import { detailPaths, type Tallies, type Tally } from '../tallies.ts';

/** What there is of the owner whose entries these are, in the order in which they came. */
export function talliesOf(entries: readonly Entry[]): Tallies {
  const counts = new Map<string, Tally>();
  const details = new BoundedDetails();
  const reached = { open: new Set<string>(), redirection: new Set<string>() };
  for (const { facets, json } of entries) {
    const { type, subtype, robot, contact, hash } = facets;
    const detail = details.of(type, detailOf(type, json));
    const key = JSON.stringify([type, subtype, robot, detail]);
    const known = counts.get(key);
    counts.set(key, {
      type,
      ...(subtype && { subtype }),
      ...(robot && { robot }),
      detail,
      count: (known?.count ?? 0) + 1,
    });
    const name = contact ?? hash;
    if (type !== 'hit' || robot !== undefined || name === undefined) continue;
    if (subtype === 'open' || subtype === 'redirection') reached[subtype].add(name);
  }
  return {
    counts: [...counts.values()],
    reached: {
      open: reached.open.size,
      redirection: reached.redirection.size,
      either: reached.open.union(reached.redirection).size,
    },
  };
}

function detailOf(type: Tally['type'], json: string): string {
  const detail: unknown = JSON.parse(json)?.source?.detail;
  return detailPaths(type)
    .map((path) => String(path.reduce<unknown>(memberOf, detail) ?? ''))
    .join(' ')
    .trimEnd();
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
