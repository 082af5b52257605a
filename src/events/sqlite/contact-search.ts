import type { DatabaseSync } from 'node:sqlite';
import { type Name, namesFrom, namesIn } from '../contact-names.ts';
import type { Names } from '../mentions.ts';
import type { Event } from '../model/event.ts';
import { validateEvent } from '../model/validate.ts';
import type { ContactName } from '../rewriting.ts';

/** A contact as its events tell of it. */
export type Found = {
  names: Names;
  /** How many events name it. */
  events: number;
  /** Of each name but the given one, the position of an event that ties it to the others. */
  witnesses: ReadonlySet<number>;
};

/** The events that have a contact by its id, or by its hash. */
export const EVENTS_NAMING = {
  ids: 'FROM events INDEXED BY events_by_contact WHERE contact = ?',
  hashes: 'FROM events INDEXED BY events_by_hash WHERE hash = unhex(?)',
} as const;

/** Follows the names of a contact from event to event, until no event tells a new one. */
export function search(database: DatabaseSync, contact: ContactName): Found {
  const names = {
    ids: new Set<string>(),
    unicities: new Set<string>(),
    hashes: new Set<string>(),
    addresses: new Set<string>(),
  };
  const positions = new Set<number>();
  const witnesses = new Set<number>();
  const open: Name[] = [];
  const learn = ({ kind, text }: Name): boolean => {
    if (names[kind].has(text)) return false;
    names[kind].add(text);
    open.push({ kind, text });
    return true;
  };
  for (const name of namesFrom(contact)) learn(name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    // A unicity is found by its hash. An address may be that of many.
    if (name.kind !== 'ids' && name.kind !== 'hashes') continue;
    const rows = database.prepare(`SELECT position, json ${EVENTS_NAMING[name.kind]}`).iterate(name.text);
    for (const { position, json } of rows) {
      positions.add(Number(position));
      let news = false;
      for (const other of namesIn(eventOf(json))) news = learn(other) || news;
      if (news) witnesses.add(Number(position));
    }
  }
  return { names, events: positions.size, witnesses };
}

/** A stored event. */
export function eventOf(json: unknown): Event {
  const { event, flaws } = validateEvent(JSON.parse(String(json)));
  if (event !== undefined) return event;
  throw new TypeError(
    `the log has an event that is not valid (${flaws[0]?.pointer} ${flaws[0]?.message}); look for damage with 'chappe doctor --full'`,
  );
}
