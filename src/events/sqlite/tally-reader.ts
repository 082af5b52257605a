import type { DatabaseSync } from 'node:sqlite';
import { inSnapshot } from '../../sqlite/transaction.ts';
import { BoundedDetails } from '../bounded-details.ts';
import type { Family } from '../facets.ts';
import type { Tallies, Tally } from '../tallies.ts';
import { FAMILY_CODES, SUBTYPE_CODES, TYPE_CODES } from './codes.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { Statements } from './statements.ts';
import { robotOf, subtypeOf, type TallyRow, tallyRow, typeOf } from './tally-codes.ts';
import { newlyReachedIn, REACHED, talliesIn } from './tally-sql.ts';

/** What of an owner is not counted yet. Its timestamps are bounded, for an index that has them in front of positions. */
const BEYOND = 'position > ?3 AND family = ?1 AND owner = ?2 AND timestamp >= ?4 AND timestamp <= ?5';

/** All of it when the log is walked by position, and when the owner's events are sought out by their index. */
const WALKED = `events NOT INDEXED WHERE ${BEYOND}`;
const SOUGHT = `events INDEXED BY events_by_owner WHERE ${BEYOND}`;

type Parameters = [family: number, owner: string, position: number, from: number, to: number];

/** Tells what was counted of an owner, and counts what is not counted yet: each answer is that of one state of the log. */
export class TallyReader {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = new Statements(database);
  }

  /** Walks what is not counted yet, when it is at most so many positions. */
  near(family: Family, owner: string, most: number): Tallies | undefined {
    return inSnapshot(this.#database, () => {
      const { position, purged, head } = this.#state();
      if (head === position) return this.counted(family, owner);
      if (head - position > most) return undefined;
      return this.#tallies(WALKED, [FAMILY_CODES[family], owner, position, purged, Number.MAX_SAFE_INTEGER]);
    });
  }

  /** Seeks out the owner's events that are not counted yet, when they are at most so many. */
  among(family: Family, owner: string, most = Number.MAX_SAFE_INTEGER): Tallies | undefined {
    return inSnapshot(this.#database, () => {
      const { position, purged } = this.#state();
      const bounds = this.#statements.of(BOUNDS_AFTER).get(position);
      const [from, to] = bounds?.min == null ? [0, -1] : [Number(bounds.min), Number(bounds.max)];
      const parameters: Parameters = [FAMILY_CODES[family], owner, position, Math.max(from, purged), to];
      const row = this.#statements
        .of(`SELECT count(*) AS count FROM (SELECT 1 FROM ${SOUGHT} LIMIT ?6)`)
        .get(...parameters, most + 1);
      return Number(row?.count) > most ? undefined : this.#tallies(SOUGHT, parameters);
    });
  }

  /** What was counted, up to whatever position. */
  counted(family: Family, owner: string): Tallies {
    return told(this.#stored(FAMILY_CODES[family], owner));
  }

  #state(): { position: number; purged: number; head: number } {
    const row = this.#statements
      .of('SELECT tallied.position, purged, log.head FROM tallied, log WHERE tallied.one = 1 AND log.one = 1')
      .get();
    return { position: Number(row?.position), purged: Number(row?.purged), head: Number(row?.head) };
  }

  #tallies(events: string, parameters: Parameters): Tallies {
    const [family, owner] = parameters;
    const stored = this.#stored(family, owner);
    const details = new BoundedDetails((name) =>
      stored.filter(({ type }) => type === TYPE_CODES[name]).map(({ detail }) => detail),
    );
    const bounded = (row: TallyRow) => {
      const type = typeOf(row.type);
      return type === undefined ? row : { ...row, detail: details.of(type, row.detail) };
    };
    const found = this.#statements
      .of(talliesIn(events))
      .all(...parameters)
      .map(tallyRow);
    const reached = this.#statements
      .of(newlyReachedIn(events))
      .all(...parameters)
      .map(tallyRow);
    return told([...stored, ...found.map(bounded), ...reached]);
  }

  #stored(family: number, owner: string): TallyRow[] {
    return this.#statements
      .of('SELECT type, subtype, robot, detail, count FROM tallies WHERE family = ? AND owner = ?')
      .all(family, owner)
      .map(tallyRow);
  }
}

function told(rows: readonly TallyRow[]): Tallies {
  const reached = (subtype: number) =>
    rows
      .filter((row) => row.type === REACHED && row.subtype === subtype)
      .reduce((sum, { count }) => sum + count, 0);
  return {
    counts: added(rows),
    reached: {
      open: reached(SUBTYPE_CODES.open),
      redirection: reached(SUBTYPE_CODES.redirection),
      either: reached(0),
    },
  };
}

/** Rows that are alike but for their count are stored, and found beyond what is stored. */
function added(rows: readonly TallyRow[]): Tally[] {
  const counts = new Map<string, TallyRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.type, row.subtype, row.robot, row.detail]);
    counts.set(key, { ...row, count: row.count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].flatMap((row) => {
    const [type, subtype, robot] = [typeOf(row.type), subtypeOf(row.subtype), robotOf(row.robot)];
    if (type === undefined) return [];
    const { detail, count } = row;
    return [
      {
        type,
        ...(subtype !== undefined && { subtype }),
        ...(robot !== undefined && { robot }),
        detail,
        count,
      },
    ];
  });
}
