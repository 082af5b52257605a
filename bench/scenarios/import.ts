import { copyFile, open, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { CHAPPE, POSTGRES, POSTGRES_LATER } from '../contenders.ts';
import type { Contender, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { timesAsFast } from '../target.ts';

const us = { scenario: 'import', contender: CHAPPE };

/** All events from a file by the command line, from the start of the command to its exit. */
export const importCommand: Scenario = {
  name: 'import',
  title: 'Ingest by chappe events import',
  counts: 'events',
  targets: [
    timesAsFast('bulk import, validated and durable, against PostgreSQL COPY with the same indexes', 1, us, {
      ...us,
      contender: POSTGRES,
    }),
  ],
  contenders: async (stage) => [
    chappe(stage),
    copy(stage),
    await postgres(stage, POSTGRES, 'before'),
    await postgres(stage, POSTGRES_LATER, 'after'),
  ],
};

function chappe(stage: Stage): Contender {
  return {
    name: CHAPPE,
    async run() {
      const home = await stage.newHome();
      const { ms, peakBytes, cpuMs } = await stage.importInto(home);
      await stage.discard(home);
      return { ms, count: stage.data.events, bytes: stage.data.bytes, peakBytes, cpuMs };
    },
  };
}

function copy(stage: Stage): Contender {
  return {
    name: 'the file copied and synced',
    yardstick: true,
    async run() {
      const target = stage.file('copy.ndjson');
      const start = performance.now();
      await copyFile(stage.data.path, target);
      const file = await open(target, 'r+');
      await file.sync();
      await file.close();
      const ms = performance.now() - start;
      await rm(target);
      return { ms, count: stage.data.events, bytes: stage.data.bytes };
    },
  };
}

/** The rows are made beforehand, untimed: PostgreSQL neither reads JSON nor validates. It comes before the exports. */
async function postgres(
  { shelf, data }: Stage,
  name: string,
  indexes: 'before' | 'after',
): Promise<Contender> {
  const { product, absent } = await shelf.postgres();
  const rows = product === undefined ? '' : await shelf.rows();
  return {
    name,
    ...(absent !== undefined && { absent }),
    async run() {
      if (product === undefined) throw new Error(absent);
      const { ms, cpuMs } = await product.load(rows, indexes);
      return { ms, cpuMs, count: data.events, bytes: data.bytes };
    },
  };
}
