import { Random } from '../../src/demo/random.ts';
import { actionId } from '../../src/demo/short-id.ts';
import { whileOthers } from '../background.ts';
import { CHAPPE } from '../contenders.ts';
import { STREAM } from '../data-file.ts';
import { ask, exchange } from '../exchange.ts';
import type { Run, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import type { Target } from '../target.ts';

const REQUESTS = 2_000;
const BUSY_REQUESTS = 500;
const EXPORTS = 8;
const WINDOW_MS = 3_600_000;
const CHAPPE_BUSY = `${CHAPPE}, while ${EXPORTS} full exports run`;

/** Many small questions over one connection: what happened to one action within one hour? */
export const smallRequests: Scenario = {
  name: 'requests',
  title: 'One action, sorted, one hour: requests one after the other',
  counts: 'requests',
  targets: [
    within('first byte of one action, p50, idle', CHAPPE, 'p50', 3),
    within('first byte of one action, p99, idle', CHAPPE, 'p99', 15),
    within(`first byte of one action, p99, while ${EXPORTS} full exports run`, CHAPPE_BUSY, 'p99', 60),
  ],
  async contenders(stage) {
    const { client } = stage;
    const home = await stage.loadedHome();
    const headers = { 'X-Key': home.key };
    const paths = questions();
    const body = stage.file('requests.json');
    await exchange(client, await stage.serve(home), paths.slice(0, 1), { headers, saveTo: body });
    return [
      {
        name: CHAPPE,
        run: async () => ({
          ...(await exchange(client, await stage.serve(home), paths, { headers }, { warm: true })),
          count: REQUESTS,
        }),
      },
      { name: CHAPPE_BUSY, run: () => busy(stage, headers, paths.slice(0, BUSY_REQUESTS)) },
      {
        name: 'Node, the first answer from a file',
        yardstick: true,
        run: async () => {
          const server = await stage.servePeer('static-file.ts', body);
          return { ...(await exchange(client, server, paths, { headers }, { warm: true })), count: REQUESTS };
        },
      },
    ];
  },
};

async function busy(stage: Stage, headers: Record<string, string>, paths: readonly string[]): Promise<Run> {
  const { client } = stage;
  const server = await stage.serve(await stage.loadedHome());
  const others = { urls: [`${server.url}/actions/events?sort=asc`], headers };
  try {
    const figures = await whileOthers(client, EXPORTS, others, () => ask(client, server, paths, { headers }));
    return { ...figures, count: paths.length };
  } finally {
    await server.stop();
  }
}

function within(what: string, contender: string, of: 'p50' | 'p99', value: number): Target {
  return { what, figure: { scenario: 'requests', contender, of }, limit: { at: 'most', value, unit: 'ms' } };
}

function questions(): string[] {
  const random = new Random('requests');
  return Array.from({ length: REQUESTS }, () => {
    const action = actionId(random.below(STREAM.actions));
    const start = STREAM.startMs + random.below(STREAM.spanMs - WINDOW_MS);
    return `/actions/${action}/events?sort=asc&start=${start}&end=${start + WINDOW_MS}`;
  });
}
