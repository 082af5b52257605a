import type { DatabaseSync } from 'node:sqlite';
import { inSnapshot } from '../../sqlite/transaction.ts';
import { type Flaw, RESTORE } from './flaw.ts';
import { Statements } from './statements.ts';

type Row = Record<string, unknown>;

/**
 * Whether what the log says of all its events is true: the head, the spans of positions, and the lags of reactions.
 * Reads would leave events out otherwise, without a word. A span is a step.
 */
export function* checkBounds(database: DatabaseSync, advance: (events: number) => void): Generator<Flaw> {
  const statements = new Statements(database);
  const told = new Set<string>();
  // Begins with what lies before all spans: there should be nothing.
  let span: Row | undefined = { first: Number.MIN_SAFE_INTEGER, last: Number.MIN_SAFE_INTEGER };
  while (span !== undefined) {
    const { flaws, next, events } = inSnapshot(database, () => checkSpan(statements, span ?? {}));
    for (const flaw of flaws) {
      // What is said of the whole log is wrong for many spans, and told for the first.
      const subject = flaw.what.split(',')[0] ?? '';
      if (!told.has(subject)) yield flaw;
      told.add(subject);
    }
    advance(events);
    span = next;
  }
}

function checkSpan(
  statements: Statements,
  { first, last, min, max }: Row,
): { flaws: Flaw[]; next: Row | undefined; events: number } {
  const next = statements
    .of(
      `SELECT first, last, min_timestamp AS min, max_timestamp AS max FROM spans
       WHERE first > ? ORDER BY first LIMIT 1`,
    )
    .get(Number(first));
  const rows = statements
    .of(
      `SELECT count(*) AS events, min(position) AS low, max(position) AS high, min(timestamp) AS min,
         max(timestamp) AS max, min(timestamp - activated) AS min_lag, max(timestamp - activated) AS max_lag
       FROM events NOT INDEXED WHERE position >= ? AND position < ?`,
    )
    .get(Number(first), Number(next?.first ?? Number.MAX_SAFE_INTEGER));
  const events = Number(rows?.events);
  if (rows === undefined || events === 0) return { flaws: [], next, events };
  const log = statements.of('SELECT head, min_lag, max_lag FROM log WHERE one = 1').get();
  const wrong: string[] = [];
  const before = Number(rows.low) < 1;
  if (before) wrong.push(`has an event at position ${rows.low}, but the first is 1`);
  if (log === undefined) wrong.push('does not say which position is its last');
  else {
    if (Number(rows.high) > Number(log.head))
      wrong.push(`says that its last position is ${log.head}, but has an event at ${rows.high}`);
    if (rows.min_lag !== null && !covers(log.min_lag, log.max_lag, rows.min_lag, rows.max_lag)) {
      const said =
        log.min_lag === null ? 'there are no reactions' : `reactions lag ${log.min_lag} to ${log.max_lag} ms`;
      wrong.push(
        `says that ${said}, but from position ${rows.low} on they lag ${rows.min_lag} to ${rows.max_lag} ms`,
      );
    }
  }
  if (before) return { flaws: wrong.map((what) => ({ what, remedy: RESTORE })), next, events };
  if (Number(rows.high) > Number(last))
    wrong.push(`has events at positions ${rows.low} to ${rows.high} that no span covers`);
  else if (!covers(min, max, rows.min, rows.max)) {
    wrong.push(
      `has a span at position ${first} that says timestamps ${min} to ${max}, but they are ${rows.min} to ${rows.max}`,
    );
  }
  return { flaws: wrong.map((what) => ({ what, remedy: RESTORE })), next, events };
}

function covers(min: unknown, max: unknown, least: unknown, greatest: unknown): boolean {
  if (min === null || max === null) return false;
  return Number(min) <= Number(least) && Number(greatest) <= Number(max);
}
