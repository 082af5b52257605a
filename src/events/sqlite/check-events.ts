import type { DatabaseSync } from 'node:sqlite';
import { facetsOf } from '../facets.ts';
import { validateEvent } from '../model/validate.ts';
import { FAMILY_CODES, ROBOT_CODES, SUBTYPE_CODES, TYPE_CODES } from './codes.ts';
import { type Flaw, RESTORE } from './flaw.ts';

/** How many events are looked at unless all are: they are spread evenly, from another start each time. */
const SAMPLE = 10_000;

/** Events per step when all are looked at. */
const STEP = 256;

type Row = Record<string, unknown>;

/** Whether the JSON of events is valid, and the columns by which feeds find them are those of the JSON. */
export function* checkEvents(
  database: DatabaseSync,
  full: boolean,
  advance: (events: number) => void,
): Generator<Flaw> {
  const statement = database.prepare(
    `SELECT position, lower(hex(id)) AS id, timestamp, family, type, subtype, robot, owner, campaign, contact,
       lower(hex(hash)) AS hash, activated, json
     FROM events WHERE position >= ? ORDER BY position LIMIT ?`,
  );
  const last = Number(database.prepare('SELECT max(position) AS last FROM events').get()?.last ?? 0);
  const stride = full ? 1 : Math.max(1, Math.floor(last / SAMPLE));
  let position = stride === 1 ? 0 : 1 + Math.floor(Math.random() * stride);
  for (;;) {
    const rows = statement.all(position, stride === 1 ? STEP : 1);
    for (const row of rows) {
      const wrong = wrongWith(row);
      if (wrong === undefined) continue;
      yield { what: `has an event at position ${row.position} ${wrong}`, remedy: RESTORE };
    }
    advance(rows.length);
    const reached = rows.at(-1)?.position;
    // What is published while this runs is left to the next time.
    if (typeof reached !== 'number' || reached >= last) return;
    position = stride === 1 ? reached + 1 : Math.max(position + stride, reached + 1);
  }
}

function wrongWith(row: Row): string | undefined {
  const value = parse(String(row.json));
  if (value === undefined) return 'that is no JSON';
  const { event, flaws } = validateEvent(value);
  if (event === undefined) {
    const [flaw] = flaws;
    return `that is not valid: ${flaw?.pointer} ${flaw?.message}`;
  }
  const facets = facetsOf(event);
  const expected: Row = {
    id: event.id.replaceAll('-', '').toLowerCase(),
    timestamp: event.timestamp,
    family: FAMILY_CODES[facets.family],
    type: TYPE_CODES[facets.type],
    subtype: facets.subtype === undefined ? null : SUBTYPE_CODES[facets.subtype],
    robot: facets.robot === undefined ? 0 : ROBOT_CODES[facets.robot],
    owner: facets.owner ?? null,
    campaign: facets.campaign ?? null,
    contact: facets.contact ?? null,
    // SQLite gives no digits for no hash.
    hash: facets.hash ?? '',
    activated: facets.activated ?? null,
  };
  const wrong = Object.keys(expected).filter((column) => row[column] !== expected[column]);
  if (wrong.length === 0) return undefined;
  return `whose JSON does not have the ${wrong.join(', ')} by which it is found`;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
