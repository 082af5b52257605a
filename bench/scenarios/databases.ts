import { stat } from 'node:fs/promises';
import { CHDB, DUCKDB, POSTGRES } from '../contenders.ts';
import type { EmbeddedStore } from '../products/embedded-store.ts';
import type { Found } from '../products/found.ts';
import type { Contender, Run } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { type Answer, verify } from './export.ts';

/** What the default feed of all actions is in SQL. */
const SORTED_FEED = 'SELECT json FROM events WHERE family = 1 AND robot = 0 ORDER BY timestamp, position';

/**
 * Databases giving out what the sorted feed has. They write to nowhere instead of answering a client over HTTP, and the
 * text has no commas and brackets around it: both spare them work.
 */
export async function databases(stage: Stage, { events, folder }: Answer): Promise<Contender[]> {
  const { shelf } = stage;
  const postgres = await shelf.loadedPostgres();
  const chdb = await shelf.loadedChdb();
  const duckdb = await shelf.loadedDuckdb();
  const check = `${folder}/database.txt`;
  const expectation = { path: SORTED_FEED, encoding: 'identity', order: 'asc', events } as const;
  const copy = `COPY (${SORTED_FEED}) TO STDOUT`;
  let bytes = 0;
  if (postgres.product !== undefined) {
    await postgres.product.query(copy, check);
    await verify(check, expectation);
    bytes = (await stat(check)).size;
  }
  return [
    {
      name: POSTGRES,
      ...(postgres.absent !== undefined && { absent: postgres.absent }),
      run: async () => {
        if (postgres.product === undefined) throw new Error(postgres.absent);
        const { ms, cpuMs } = await postgres.product.timed(copy);
        return { ms, cpuMs, count: events, bytes };
      },
    },
    await embedded(CHDB, chdb, SORTED_FEED.replace('events', 'bench.events')),
    await embedded(DUCKDB, duckdb, SORTED_FEED),
  ];

  async function embedded(name: string, found: Found<EmbeddedStore>, sql: string): Promise<Contender> {
    const { product, absent } = found;
    if (product === undefined) return { name, absent, run: () => Promise.reject(new Error(absent)) };
    await product.export(sql, check);
    await verify(check, expectation);
    const size = (await stat(check)).size;
    return {
      name,
      run: async (): Promise<Run> => {
        const { ms, firstByteMs: first, peakBytes, cpuMs } = await product.export(sql);
        const firstByteMs = first === undefined ? {} : { firstByteMs: { p50: first, p99: first } };
        return { ms, count: events, bytes: size, peakBytes, cpuMs, ...firstByteMs };
      },
    };
  }
}
