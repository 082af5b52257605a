import { performance } from 'node:perf_hooks';
import { actionId } from '../../src/demo/short-id.ts';
import { CHAPPE } from '../contenders.ts';
import { exchange } from '../exchange.ts';
import type { Scenario } from '../scenario.ts';

const PATH = `/actions/${actionId(7)}/events?sort=asc`;

/** From the start of the process to the last byte of a first answer. */
export const restart: Scenario = {
  name: 'restart',
  title: 'From the start of the server to the end of a first answer',
  counts: 'starts',
  targets: [
    {
      what: 'restart with all events: serving',
      figure: { scenario: 'restart', contender: CHAPPE, of: 'ms' },
      limit: { at: 'most', value: 1_000, unit: 'ms' },
    },
  ],
  contenders: async (stage) => [
    {
      name: CHAPPE,
      async run() {
        const home = await stage.loadedHome();
        const start = performance.now();
        const server = await stage.serve(home);
        const started = performance.now() - start;
        const answer = await exchange(stage.client, server, [PATH], { headers: { 'X-Key': home.key } });
        return { ...answer, ms: started + answer.ms, count: 1 };
      },
    },
  ],
};
