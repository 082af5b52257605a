import type { DatabaseSync } from 'node:sqlite';
import { inSnapshot } from '../../sqlite/transaction.ts';
import { BoundedDetails, isCollective } from '../bounded-details.ts';
import { ERASED } from '../erased.ts';
import { type CountedOwner, checkReached } from './check-reached.ts';
import { type Flaw, REPAIR, RESTORE } from './flaw.ts';
import { Statements } from './statements.ts';
import { subtypeOf, type TallyRow, tallyRow, typeOf } from './tally-codes.ts';
import { COUNTED, talliesIn } from './tally-sql.ts';

/** Every owner that has events or counts, the next one after another. */
const NEXT = ['events INDEXED BY events_by_owner', 'tallies', 'reached']
  .map(
    (table) => `SELECT * FROM (SELECT family, owner FROM ${table}
      WHERE owner IS NOT NULL AND (family, owner) > (?1, ?2) ORDER BY family, owner LIMIT 1)`,
  )
  .join(' UNION ALL ');

/**
 * Whether what was counted of each owner are its events, with their details and with whom they reached. An owner is a step. Of a log
 * that was purged it is known only that it counted no less than what is left.
 */
export function* checkTallies(database: DatabaseSync): Generator<Flaw> {
  const statements = new Statements(database);
  let last: Pick<CountedOwner, 'family' | 'owner'> = { family: 0, owner: '' };
  for (;;) {
    const found = inSnapshot(database, () => checkNext(statements, last));
    if (found === undefined) return;
    last = found;
    if (found.what === undefined) continue;
    const { what, purged } = found;
    if (purged) {
      yield {
        what,
        remedy: `${RESTORE}, as events that were counted are purged; or leave it, when the numbers do not matter`,
      };
      continue;
    }
    yield { what, remedy: REPAIR, repair: countAnew };
    // All are counted anew.
    return;
  }
}

function countAnew(database: DatabaseSync): string | undefined {
  const { changes } = database.prepare('UPDATE tallied SET position = 0 WHERE one = 1 AND purged = 0').run();
  // It was purged meanwhile, so not all can be counted any more.
  if (changes === 0) return undefined;
  database.exec('DELETE FROM tallies; DELETE FROM reached');
  return 'counts all events anew';
}

function checkNext(
  statements: Statements,
  after: Pick<CountedOwner, 'family' | 'owner'>,
): (CountedOwner & { what: string | undefined }) | undefined {
  const next = statements.of(`${NEXT} ORDER BY 1, 2 LIMIT 1`).get(after.family, after.owner);
  const state = statements.of('SELECT position, purged FROM tallied WHERE one = 1').get();
  if (next === undefined || state === undefined) return undefined;
  const owner: CountedOwner = {
    family: Number(next.family),
    owner: String(next.owner),
    position: Number(state.position),
    purged: Number(state.purged) !== 0,
  };
  return { ...owner, what: checkCounts(statements, owner) ?? checkReached(statements, owner) };
}

function checkCounts(
  statements: Statements,
  { family, owner, position, purged }: CountedOwner,
): string | undefined {
  const details = new BoundedDetails();
  const stored = statements
    .of('SELECT type, subtype, robot, detail, count FROM tallies WHERE family = ? AND owner = ? AND type > 0')
    .all(family, owner)
    .map(tallyRow);
  const found: TallyRow[] = [];
  for (const each of statements.of(talliesIn(COUNTED)).iterate(family, owner, position)) {
    const row = tallyRow(each);
    const type = typeOf(row.type);
    if (type !== undefined) found.push({ ...row, detail: details.of(type, row.detail) });
  }
  const loose = looseTypes([...stored, ...found], purged);
  const [has, should] = [sums(stored, loose), sums(found, loose)];
  for (const key of new Set([...has.keys(), ...should.keys()])) {
    const [counted, real] = [has.get(key) ?? 0, should.get(key) ?? 0];
    if (purged ? counted >= real : counted === real) continue;
    return `has counted ${counted} events '${key}' of ${owner}, and there are ${purged ? 'still ' : ''}${real}`;
  }
  return undefined;
}

/**
 * Types whose details depend on what was before: which came first, before an erasure made several of them one, or before
 * a purge took some. Of those only the sums are known.
 */
function looseTypes(rows: readonly TallyRow[], purged: boolean): Set<number> {
  const isLoose = ({ type, detail }: TallyRow) => {
    const name = typeOf(type);
    return detail.includes(ERASED) || (name !== undefined && detail !== '' && isCollective(name, detail));
  };
  return new Set(rows.filter((row) => purged || isLoose(row)).map(({ type }) => type));
}

function sums(rows: readonly TallyRow[], loose: ReadonlySet<number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type, subtype, robot, detail, count } of rows) {
    const key = [
      typeOf(type) ?? type,
      subtype === 0 ? '' : (subtypeOf(subtype) ?? subtype),
      robot === 0 ? '' : 'by robots',
      loose.has(type) ? '' : detail,
    ]
      .filter((part) => part !== '')
      .join(' ');
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}
