import type { Facets, Family, Subtype } from '../facets.ts';
import type { Entry } from '../log.ts';
import type { EventType } from '../model/event-types.ts';
import type { RobotClass } from '../model/robot-classes.ts';

/**
 * Entries on their way to the thread that writes, a column for each of their values. Cloned as objects they would take
 * that thread three times as long: each name of each member is written and looked up again.
 */
export type EntryColumns = {
  id: string[];
  timestamp: number[];
  json: string[];
  family: Family[];
  type: EventType[];
  subtype: (Subtype | undefined)[];
  robot: (RobotClass | undefined)[];
  owner: (string | undefined)[];
  campaign: (string | undefined)[];
  contact: (string | undefined)[];
  hash: (string | undefined)[];
  activated: (number | undefined)[];
};

export function columnsOf(entries: readonly Entry[]): EntryColumns {
  return {
    id: entries.map(({ id }) => id),
    timestamp: entries.map(({ timestamp }) => timestamp),
    json: entries.map(({ json }) => json),
    family: entries.map(({ facets }) => facets.family),
    type: entries.map(({ facets }) => facets.type),
    subtype: entries.map(({ facets }) => facets.subtype),
    robot: entries.map(({ facets }) => facets.robot),
    owner: entries.map(({ facets }) => facets.owner),
    campaign: entries.map(({ facets }) => facets.campaign),
    contact: entries.map(({ facets }) => facets.contact),
    hash: entries.map(({ facets }) => facets.hash),
    activated: entries.map(({ facets }) => facets.activated),
  };
}

export function entriesOf({ id, timestamp, json, ...columns }: EntryColumns): Entry[] {
  const entries: Entry[] = [];
  for (const [row, text] of json.entries()) {
    const [name, time, facets] = [id[row], timestamp[row], facetsAt(columns, row)];
    if (name === undefined || time === undefined || facets === undefined)
      throw new Error(`entry ${row} is incomplete`);
    entries.push({ id: name, timestamp: time, facets, json: text });
  }
  return entries;
}

function facetsAt(columns: Omit<EntryColumns, 'id' | 'timestamp' | 'json'>, row: number): Facets | undefined {
  const { family, type, subtype, robot, owner, campaign, contact, hash, activated } = columns;
  const [of, what] = [family[row], type[row]];
  if (of === undefined || what === undefined) return undefined;
  const facets: Facets = { family: of, type: what };
  set(facets, 'subtype', subtype[row]);
  set(facets, 'robot', robot[row]);
  set(facets, 'owner', owner[row]);
  set(facets, 'campaign', campaign[row]);
  set(facets, 'contact', contact[row]);
  set(facets, 'hash', hash[row]);
  set(facets, 'activated', activated[row]);
  return facets;
}

function set<N extends keyof Facets>(facets: Facets, name: N, value: Facets[N] | undefined): void {
  if (value !== undefined) facets[name] = value;
}
