import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openForWriting } from '../../src/events/sqlite/open.ts';
import { SEALER_CONNECTION, Sealer } from '../../src/events/sqlite/sealer.ts';
import { openUpkeep } from '../../src/logs.ts';

const LOG = 'accounts/DEMO-028/events.db';

/** The file of the log of a data folder. */
export function logFile(data: string): string {
  return join(data, LOG);
}

/** What of a log is sealed, and what is to be. */
export type Sealed = { blocks: number; holes: number; firstHole: number };

/** A log that is looked at beside those who write to it. */
export class LogLook implements Disposable {
  readonly #database: DatabaseSync;

  constructor(data: string) {
    this.#database = new DatabaseSync(logFile(data), { readOnly: true, timeout: 30_000 });
  }

  sealed(): Sealed {
    return {
      blocks: this.#number('SELECT count(*) AS n FROM blocks'),
      holes: this.#number('SELECT count(*) AS n FROM holes'),
      firstHole: this.#number('SELECT min(hole) AS n FROM holes'),
    };
  }

  /** The position of its last event. */
  head(): number {
    return this.#number('SELECT head AS n FROM log');
  }

  /** Changes with every transaction that changes or deletes events. */
  rewrites(): number {
    return this.#number('SELECT rewrites AS n FROM log');
  }

  #number(sql: string): number {
    return Number(this.#database.prepare(sql).get()?.n);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** Seals a log that no server has open, in small blocks, so that a log of few events has many. */
export function sealSmall(data: string): void {
  const database = openForWriting(logFile(data), SEALER_CONNECTION);
  const sealer = new Sealer(database, { blockEvents: 130, keptOpen: 100, level: 1 });
  while (sealer.step());
  database.close();
}

/** Asserts that `chappe doctor --full` finds nothing wrong with a log. */
export function assertWell(data: string): void {
  const findings = [...openUpkeep({ data }).check(LOG, { full: true, repair: false }, () => undefined)];
  assert.deepEqual(findings, []);
}

/** Seals a log that no server has open, and asserts that its lists have no gap then, up to where they are sealed. */
export function assertSealed(data: string): void {
  sealSmall(data);
  const database = new DatabaseSync(logFile(data), { readOnly: true });
  const lists = database.prepare(LISTS).all();
  database.close();
  for (const { list, sealed, stored } of lists) assert.equal(sealed, stored, `list ${list} has a gap`);
}

/**
 * How many events each list has in its blocks, and in its rows as far up as it is sealed. The code of a long list tells its
 * family and its type, or that it is of the hits of robots; the others belong to owners, or to contacts.
 */
const LISTS = `
  SELECT list,
    (SELECT coalesce(sum(events), 0) FROM blocks WHERE blocks.list = tops.list) AS sealed,
    (SELECT count(*) FROM events
     WHERE iif(owners.list IS NULL,
         events.family = tops.list / 1000
           AND iif(tops.list % 1000 < 900, robot = 0 AND tops.list % 1000 / 10 IN (0, type), robot > 0),
         iif(owners.family = 4, events.contact = owners.owner,
             events.family = owners.family AND events.owner = owners.owner) AND robot = 0)
       AND (events.timestamp, events.position) <= (tops.timestamp, tops.position)) AS stored
  FROM tops LEFT JOIN owners USING (list)`;
