import type { EventType } from './model/event-types.ts';

/** A longer detail is not counted by itself. */
export const LONGEST_DETAIL = 200;

/** So many details of an owner are counted by themselves, of each type: those that came first. */
export const MOST_DETAILS = 1000;

/** What is counted together begins with the verdict, if it is of bounces, since statistics tell verdicts apart. */
const TOGETHER = '(other)';
const VERDICTS = ['hard', 'soft'];

/**
 * The details of one owner's events. They are made of what templates and reports say, so there may be any number of any
 * length: beyond the bounds they are counted together, for each type by itself.
 */
export class BoundedDetails {
  readonly #known: (type: EventType) => Iterable<string>;
  readonly #types = new Map<EventType, DetailsOfType>();

  /** @param known what is counted by itself already, of a type; what is counted together may be among it. */
  constructor(known: (type: EventType) => Iterable<string> = () => []) {
    this.#known = known;
  }

  /** What the next event of a type with this detail is counted under. */
  of(type: EventType, detail: string): string {
    const details = this.#types.get(type) ?? new DetailsOfType(type, this.#known(type));
    this.#types.set(type, details);
    return details.of(detail);
  }
}

class DetailsOfType {
  readonly #type: EventType;
  readonly #known = new Set<string>();

  constructor(type: EventType, known: Iterable<string>) {
    this.#type = type;
    for (const detail of known) if (!isCollective(type, detail)) this.#known.add(detail);
  }

  of(detail: string): string {
    if (this.#known.has(detail) || isCollective(this.#type, detail)) return detail;
    if (detail.length > LONGEST_DETAIL || this.#known.size >= MOST_DETAILS) {
      return collective(this.#type, detail);
    }
    this.#known.add(detail);
    return detail;
  }
}

/** Whether a detail is that of events without one, or of those that are counted together. */
export function isCollective(type: EventType, detail: string): boolean {
  return detail === '' || detail === collective(type, detail);
}

function collective(type: EventType, detail: string): string {
  const verdict = type === 'bounce' ? VERDICTS.find((word) => detail.split(' ', 1)[0] === word) : undefined;
  return verdict === undefined ? TOGETHER : `${verdict} ${TOGETHER}`;
}
