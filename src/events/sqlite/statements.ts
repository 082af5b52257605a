import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Plan } from './plan.ts';

/** The statements of one connection, each prepared once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The file of the database. */
  get file(): string {
    return this.#database.location() ?? '';
  }

  of(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

/** Every statement that a plan runs, for the test of query plans. */
export function statementsOf(plan: Plan): string[] {
  return [
    boundarySql(plan, false),
    boundarySql(plan, true),
    chunkSql(plan),
    countSql(plan),
    statsSql(plan),
    bytesSql(plan),
  ];
}

/**
 * The place of the n-th entry, or of the n-th match, between two places.
 * The OFFSET counts entries within one step and never from the start of the list.
 */
export function boundarySql(plan: Plan, matching: boolean): string {
  return `SELECT ${plan.key} AS key, position FROM events INDEXED BY ${plan.index}
    WHERE ${between(plan)}${matching ? ` AND ${plan.filter.sql}` : ''} ${order(plan)} LIMIT 1 OFFSET ?`;
}

/** The matching events between two places, joined into one blob after a lead. */
export function chunkSql(plan: Plan): string {
  return `SELECT CAST(? || group_concat(json, ?) AS BLOB) AS bytes, count(*) AS count FROM (
      SELECT json FROM events INDEXED BY ${plan.index}
      WHERE ${between(plan)} AND ${plan.filter.sql} ${order(plan)})`;
}

/** How many events match between two places. */
export function countSql(plan: Plan): string {
  return `SELECT count(*) AS count FROM events INDEXED BY ${plan.index} WHERE ${between(plan)} AND ${plan.filter.sql}`;
}

/** What the matching events between two places are; asks the index alone. */
export function statsSql(plan: Plan): string {
  return `SELECT count(*) AS events, min(position) AS min, max(position) AS max
    FROM events INDEXED BY ${plan.index} WHERE ${between(plan)} AND ${plan.filter.sql}`;
}

/** How many bytes the matching events between two places have. */
export function bytesSql(plan: Plan): string {
  return `SELECT sum(octet_length(json)) AS bytes FROM events INDEXED BY ${plan.index}
    WHERE ${between(plan)} AND ${plan.filter.sql}`;
}

/** The rows between two places, in the plan's direction: beyond the first, up to and with the second. */
function between({ key, seek, descending }: Plan): string {
  return descending
    ? `${seek.sql} AND (${key}, position) < (?, ?) AND (${key}, position) >= (?, ?)`
    : `${seek.sql} AND (${key}, position) > (?, ?) AND (${key}, position) <= (?, ?)`;
}

function order({ key, descending }: Plan): string {
  return descending ? `ORDER BY ${key} DESC, position DESC` : `ORDER BY ${key}, position`;
}
