import type { DatabaseSync } from 'node:sqlite';
import type { Framing, Query, Scope } from '../log.ts';
import { existence, type Lags, type Plan, planOf } from './plan.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { countSql, Statements } from './statements.ts';
import { endsOf, Walk } from './walk.ts';

/** Reads one log as bytes. */
export class Reader {
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    this.#statements = new Statements(database);
  }

  head(): number {
    return Number(this.#statements.of('SELECT head FROM log WHERE one = 1').get()?.head);
  }

  has(scope: Scope): boolean {
    const { index, sql, values } = existence(scope);
    const statement = this.#statements.of(`SELECT 1 FROM events INDEXED BY ${index} WHERE ${sql} LIMIT 1`);
    return statement.get(...values) !== undefined;
  }

  count(query: Query): number {
    const plan = this.#narrow(query);
    if (plan.from >= plan.to) return 0;
    const { begin, last } = endsOf(plan);
    const { seek, filter } = plan;
    const row = this.#statements
      .of(countSql(plan))
      .get(...seek.values, begin.key, begin.position, last.key, last.position, ...filter.values);
    return Number(row?.count);
  }

  /** The matching events, framed; one value for each step that was taken, `undefined` when it found nothing. */
  *read(query: Query, framing: Framing): Generator<Uint8Array | undefined> {
    const joint = { lead: framing.open, between: framing.between };
    let none = true;
    const plan = this.#narrow(query);
    if (plan.from < plan.to) {
      const { begin, last } = endsOf(plan);
      for (const chunk of new Walk(this.#statements, plan, joint).between(begin, last)) {
        if (chunk !== undefined) none = false;
        yield chunk;
      }
    }
    const end = (none ? framing.open : '') + (none && !framing.closeEmpty ? '' : framing.close);
    if (end !== '') yield Buffer.from(end);
  }

  /** The plan of a query, with its window narrowed to where events after `after` can be. */
  #narrow(query: Query): Plan {
    const plan = planOf(query, this.#lags(query));
    if (query.after <= 0 || plan.key !== 'timestamp') return plan;
    const bounds = this.#statements.of(BOUNDS_AFTER).get(query.after);
    const { min, max } = { min: bounds?.min, max: bounds?.max };
    if (typeof min !== 'number' || typeof max !== 'number') return { ...plan, to: plan.from };
    return { ...plan, from: Math.max(plan.from, min), to: Math.min(plan.to, max + 1) };
  }

  #lags({ activationStart, activationEnd }: Query): Lags | undefined {
    if (activationStart === undefined && activationEnd === undefined) return undefined;
    const row = this.#statements.of('SELECT min_lag, max_lag FROM log WHERE one = 1').get();
    const { min, max } = { min: row?.min_lag, max: row?.max_lag };
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : undefined;
  }
}
