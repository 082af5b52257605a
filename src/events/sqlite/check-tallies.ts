import type { DatabaseSync } from 'node:sqlite';
import { type Flaw, inSnapshot, REPAIR } from './flaw.ts';
import { Statements } from './statements.ts';

/**
 * Whether what was counted of each owner are its events. An owner is a step. Of a log that was purged nobody can tell: its
 * statistics have more than its events.
 */
export function* checkTallies(database: DatabaseSync): Generator<Flaw> {
  const statements = new Statements(database);
  let [family, owner] = [0, ''];
  for (;;) {
    const row = inSnapshot(database, () => checkNext(statements, family, owner));
    if (row === undefined) return;
    [family, owner] = [row.family, row.owner];
    if (row.differ === 0) continue;
    yield {
      what: `has counted the events of ${owner} wrongly`,
      remedy: REPAIR,
      repair(writing) {
        writing.exec(
          'DELETE FROM tallies; DELETE FROM reached; UPDATE tallied SET position = 0 WHERE one = 1',
        );
        return 'counts all events anew';
      },
    };
    // All are counted anew.
    return;
  }
}

function checkNext(
  statements: Statements,
  family: number,
  owner: string,
): { family: number; owner: string; differ: number } | undefined {
  const state = statements.of('SELECT position, purged FROM tallied WHERE one = 1').get();
  if (state === undefined || Number(state.purged) !== 0) return undefined;
  const next = statements
    .of(
      `SELECT family, owner FROM events INDEXED BY events_by_owner
       WHERE owner IS NOT NULL AND (family, owner) > (?, ?) ORDER BY family, owner LIMIT 1`,
    )
    .get(family, owner);
  if (next === undefined) return undefined;
  const found = { family: Number(next.family), owner: String(next.owner) };
  const differ = statements
    .of(
      `SELECT count(*) AS differ FROM (
         SELECT type, subtype, robot, sum(count) AS count FROM (
           SELECT type, subtype, robot, count FROM tallies WHERE family = ?1 AND owner = ?2 AND type > 0
           UNION ALL
           SELECT type, ifnull(subtype, 0), robot, -count(*) FROM events INDEXED BY events_by_owner
           WHERE family = ?1 AND owner = ?2 AND position > 0 AND position <= ?3 GROUP BY 1, 2, 3)
         GROUP BY 1, 2, 3) WHERE count <> 0`,
    )
    .get(found.family, found.owner, Number(state.position));
  return { ...found, differ: Number(differ?.differ) };
}
