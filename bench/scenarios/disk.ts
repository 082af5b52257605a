import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAPPE, CHDB, DUCKDB, POSTGRES } from '../contenders.ts';
import type { Contender, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const RAW = 'the JSON itself, one event a line';
const figure = (contender: string) => ({ scenario: 'disk', contender, of: 'disk' }) as const;

/** What is on disk when all is in and has come to rest: rows, indexes, blocks. */
export const disk: Scenario = {
  name: 'disk',
  title: 'Data on disk with all indexes and blocks',
  counts: 'events',
  mostTurns: 1,
  targets: [
    {
      what: 'data on disk against the raw JSON',
      figure: figure(CHAPPE),
      against: { figure: figure(RAW), by: 'ratio' },
      limit: { at: 'most', value: 2, unit: '×' },
    },
  ],
  async contenders(stage) {
    const { shelf, data } = stage;
    const postgres = await shelf.loadedPostgres();
    const chdb = await shelf.loadedChdb();
    const duckdb = await shelf.loadedDuckdb();
    return [
      weigh(stage, CHAPPE, undefined, async () => sizeOf((await stage.loadedHome()).folder)),
      { ...weigh(stage, RAW, undefined, async () => data.bytes), yardstick: true },
      weigh(stage, POSTGRES, postgres.absent, async () => postgres.product?.diskBytes()),
      weigh(stage, CHDB, chdb.absent, async () => chdb.product?.diskBytes),
      weigh(stage, DUCKDB, duckdb.absent, async () => duckdb.product?.diskBytes),
    ];
  },
};

function weigh(
  { data }: Stage,
  name: string,
  absent: string | undefined,
  size: () => Promise<number | undefined>,
): Contender {
  return {
    name,
    ...(absent !== undefined && { absent }),
    run: async () => ({ ms: 0, count: data.events, bytes: 0, diskBytes: (await size()) ?? 0 }),
  };
}

/** What the files of a folder take, by the blocks that the file system gave them. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).blocks * 512;
  }
  return bytes;
}
