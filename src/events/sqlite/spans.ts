import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Position } from '../log.ts';

/** How many positions one span covers: small enough to narrow a poll, large enough to stay a short table. */
const SPAN_LENGTH = 1024;

/** Collects the spans of one append. */
export interface SpanCollector {
  add(position: Position, timestamp: number): void;
  /** Writes what is not written yet. */
  end(): void;
}

type Span = { first: number; last: number; min: number; max: number };

/** The writing side of the table `spans`; see the schema for what it is for. */
export class Spans {
  readonly #latest: StatementSync;
  readonly #write: StatementSync;

  constructor(database: DatabaseSync) {
    this.#latest = database.prepare(
      'SELECT first, last, min_timestamp AS min, max_timestamp AS max FROM spans ORDER BY first DESC LIMIT 1',
    );
    this.#write = database.prepare('INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?)');
  }

  begin(): SpanCollector {
    let span = this.#readLatest();
    let changed = false;
    const write = () => {
      if (span !== undefined && changed) this.#write.run(span.first, span.last, span.min, span.max);
      changed = false;
    };
    return {
      add(position, timestamp) {
        if (span === undefined || position - span.first >= SPAN_LENGTH) {
          write();
          span = { first: position, last: position, min: timestamp, max: timestamp };
        } else {
          span.last = position;
          span.min = Math.min(span.min, timestamp);
          span.max = Math.max(span.max, timestamp);
        }
        changed = true;
      },
      end: write,
    };
  }

  #readLatest(): Span | undefined {
    const row = this.#latest.get();
    return (
      row && {
        first: Number(row.first),
        last: Number(row.last),
        min: Number(row.min),
        max: Number(row.max),
      }
    );
  }
}

/** The bounds of all timestamps after a position. Reads at most one span more than it must. */
export const BOUNDS_AFTER = `
  SELECT min(min_timestamp) AS min, max(max_timestamp) AS max FROM spans
  WHERE first >= coalesce((SELECT first FROM spans WHERE first <= ? + 1 ORDER BY first DESC LIMIT 1), 0)`;
