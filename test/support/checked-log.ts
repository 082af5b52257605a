import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after } from 'node:test';
import { generateEvents } from '../../src/demo/stream.ts';
import type { Entry } from '../../src/events/log.ts';
import { prepare } from '../../src/events/publication.ts';
import { Appender } from '../../src/events/sqlite/appender.ts';
import { openForWriting } from '../../src/events/sqlite/open.ts';
import { Sealer, type SealerOptions } from '../../src/events/sqlite/sealer.ts';
import { SqliteUpkeep } from '../../src/events/sqlite/sqlite-upkeep.ts';
import type { Finding } from '../../src/events/upkeep.ts';

export const LOG_NAME = 'accounts/DEMO-028/events.db';

/** Seals blocks of few events, to the end of the log. */
export const SMALL: SealerOptions = { blockEvents: 120, keptOpen: 0, level: 1 };

/** A block in the middle of the list of all events of actions. */
export const MIDDLE = '(SELECT block FROM blocks WHERE list = 1000 ORDER BY low_timestamp LIMIT 1 OFFSET 5)';

/** The position of an event that lies within that block. */
export const WITHIN = `(SELECT min_position FROM blocks WHERE block = ${MIDDLE})`;

/** Generated events in an order in which many come late, so that they open blocks. */
export const ENTRIES: readonly Entry[] = [
  ...generateEvents({
    count: 2500,
    seed: 'upkeep',
    account: 'DEMO/028',
    startMs: Date.UTC(2026, 2, 1),
    spanMs: 3_600_000,
  }),
].map((text, index) => {
  const event: object = JSON.parse(text);
  const timestamp = Date.UTC(2026, 2, 1) + ((index * 7919) % 2500) * 100;
  const { entry } = prepare(index % 5 === 0 ? { ...event, timestamp } : event, {
    identity: { type: 'customer', agency: 'DEMO', customer: '028' },
    maxEventBytes: 1_000_000,
    now: () => 0,
  });
  assert.ok(entry);
  return entry;
});

const templates = mkdtempSync(join(tmpdir(), 'chappe-upkeep-'));
after(() => rmSync(templates, { recursive: true }));

/** A log of the first of those events; after every so many it was sealed as far as the options let it. Each is made once. */
function templateOf(events: number, options?: SealerOptions): string {
  const file = join(templates, `${JSON.stringify({ events, ...options }).replaceAll(/\W+/g, '-')}.db`);
  if (existsSync(file)) return file;
  const database = openForWriting(file);
  const appender = new Appender(database);
  const sealer = options && new Sealer(database, options);
  for (let from = 0; from < events; from += 500) {
    appender.append(ENTRIES.slice(from, Math.min(from + 500, events)));
    while (sealer?.step());
  }
  // The last connection to close leaves all in the one file.
  database.close();
  return file;
}

/** The log of an account in a data folder of its own, to be damaged and checked. */
export class CheckedLog {
  readonly data = mkdtempSync(join(tmpdir(), 'chappe-upkeep-'));
  readonly file = join(this.data, LOG_NAME);
  readonly upkeep = new SqliteUpkeep(this.data);

  /** Gives it events; without options none is sealed. */
  make(options?: SealerOptions, events = ENTRIES.length): void {
    mkdirSync(dirname(this.file), { recursive: true });
    copyFileSync(templateOf(events, options), this.file);
  }

  check({ full = true, repair = false } = {}): Finding[] {
    return [...this.upkeep.check(LOG_NAME, { full, repair }, () => undefined)];
  }

  change(act: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.file);
    act(database);
    database.close();
  }

  count(table: string): number {
    const database = new DatabaseSync(this.file, { readOnly: true });
    const row = database.prepare(`SELECT count(*) AS n FROM ${table}`).get();
    database.close();
    return Number(row?.n);
  }

  remove(): void {
    rmSync(this.data, { recursive: true });
  }
}
