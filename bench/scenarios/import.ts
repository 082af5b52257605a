import { copyFile, open, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { Contender, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** All events from a file by the command line, from the start of the command to its exit. */
export const importCommand: Scenario = {
  name: 'import',
  title: 'Ingest by chappe events import',
  counts: 'events',
  contenders: async (stage) => [chappe(stage), copy(stage)],
};

function chappe(stage: Stage): Contender {
  return {
    name: 'Chappe',
    async run() {
      const home = await stage.newHome();
      const { ms, peakBytes } = await stage.importInto(home);
      await stage.discard(home);
      return { ms, count: stage.data.events, bytes: stage.data.bytes, peakBytes };
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
