import type { DatabaseSync } from 'node:sqlite';
import type { Family } from '../facets.ts';
import type { Tallies, Tally } from '../tallies.ts';
import { FAMILY_CODES, ROBOT_CODES, SUBTYPE_CODES, TYPE_CODES } from './codes.ts';
import { Statements } from './statements.ts';
import { newlyReachedIn, REACHED, talliesIn } from './tally-sql.ts';

/** With more than this still to be counted, the events of the owner are sought out by their index. */
const MOST_WALKED = 10_000;

const BEYOND = 'position > (SELECT position FROM tallied WHERE one = 1) AND family = ?1 AND owner = ?2';

type Row = { type: number; subtype: number; robot: number; detail: string; count: number };

/** Tells what was counted of an owner, and counts what is not counted yet: in one statement, and so of one state of the log. */
export class TallyReader {
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    this.#statements = new Statements(database);
  }

  tallies(family: Family, owner: string): Tallies {
    const rows = this.#rows(family, owner);
    const reached = (subtype: number) =>
      rows
        .filter((row) => row.type === REACHED && row.subtype === subtype)
        .reduce((sum, { count }) => sum + count, 0);
    return {
      counts: added(rows.filter(({ type }) => type !== REACHED)),
      reached: {
        open: reached(SUBTYPE_CODES.open),
        redirection: reached(SUBTYPE_CODES.redirection),
        either: reached(0),
      },
    };
  }

  #rows(family: Family, owner: string): Row[] {
    const behind = this.#statements
      .of(
        'SELECT log.head - tallied.position AS behind FROM log, tallied WHERE log.one = 1 AND tallied.one = 1',
      )
      .get();
    const way = Number(behind?.behind) > MOST_WALKED ? 'INDEXED BY events_by_owner' : 'NOT INDEXED';
    const rest = `events ${way} WHERE ${BEYOND}`;
    return this.#statements
      .of(
        `SELECT type, subtype, robot, detail, count FROM tallies WHERE family = ?1 AND owner = ?2
         UNION ALL SELECT type, subtype, robot, detail, count FROM (${talliesIn(rest)})
         UNION ALL SELECT type, subtype, robot, detail, count FROM (${newlyReachedIn(rest)})`,
      )
      .all(FAMILY_CODES[family], owner)
      .map(({ type, subtype, robot, detail, count }) => ({
        type: Number(type),
        subtype: Number(subtype),
        robot: Number(robot),
        detail: String(detail),
        count: Number(count),
      }));
  }
}

/** Rows that are alike but for their count come once from each of the two. */
function added(rows: readonly Row[]): Tally[] {
  const counts = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.type, row.subtype, row.robot, row.detail]);
    const known = counts.get(key);
    counts.set(key, { ...row, count: row.count + (known?.count ?? 0) });
  }
  return [...counts.values()].flatMap(({ type, subtype, robot, detail, count }) => {
    const [typeName, subtypeName, robotName] = [
      nameIn(TYPE_CODES, type),
      nameIn(SUBTYPE_CODES, subtype),
      nameIn(ROBOT_CODES, robot),
    ];
    if (typeName === undefined) return [];
    return [
      {
        type: typeName,
        ...(subtypeName !== undefined && { subtype: subtypeName }),
        ...(robotName !== undefined && { robot: robotName }),
        detail,
        count,
      },
    ];
  });
}

function nameIn<N extends string>(codes: Record<N, number>, code: number): N | undefined {
  for (const name in codes) if (codes[name] === code) return name;
  return undefined;
}
