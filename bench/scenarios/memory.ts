import { CHAPPE } from '../contenders.ts';
import { exchange } from '../exchange.ts';
import type { Contender, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const TENTH = `${CHAPPE}, a tenth of the events`;
const figure = (contender: string) => ({ scenario: 'memory', contender, of: 'peak' }) as const;

/** What blocks are inflated for, and what is joined from rows: each has memory of its own. */
const PATHS = ['/actions/events?sort=asc', '/actions/events?sort=asc&classification=all'];

/** Whether ten times the events need more memory to be sent: the same exports of two logs. */
export const memory: Scenario = {
  name: 'memory',
  title: 'Peak memory of two full exports, without and with the hits of robots, and of a tenth of them',
  counts: 'readers',
  targets: [
    {
      what: 'peak memory against that of a tenth of the events',
      figure: figure(CHAPPE),
      against: { figure: figure(TENTH), by: 'ratio' },
      limit: { at: 'most', value: 1.1, unit: '×' },
    },
    {
      what: 'peak memory of the server, full export',
      figure: figure(CHAPPE),
      limit: { at: 'most', value: 256, unit: 'MB' },
    },
  ],
  contenders: async (stage) => [
    exporter(stage, CHAPPE, stage.data.events),
    exporter(stage, TENTH, Math.ceil(stage.data.events / 10)),
  ],
};

function exporter(stage: Stage, name: string, count: number): Contender {
  return {
    name,
    async run() {
      const home = await stage.loadedHome(count);
      const order = { headers: { 'X-Key': home.key } };
      return {
        ...(await exchange(stage.client, await stage.serve(home), PATHS, order)),
        count: PATHS.length,
      };
    },
  };
}
