import { Random } from '../../src/demo/random.ts';
import { actionId } from '../../src/demo/short-id.ts';
import { STREAM } from '../data-file.ts';
import { exchange } from '../exchange.ts';
import type { Scenario } from '../scenario.ts';

const REQUESTS = 2_000;
const WINDOW_MS = 3_600_000;

/** Many small questions over one connection: what happened to one action within one hour? */
export const smallRequests: Scenario = {
  name: 'requests',
  title: `${REQUESTS} requests: one action, one hour`,
  counts: 'requests',
  async contenders(stage) {
    const { client } = stage;
    const home = await stage.loadedHome();
    const headers = { 'X-Key': home.key };
    const paths = questions();
    const body = stage.file('requests.json');
    await exchange(client, await stage.serve(home), paths.slice(0, 1), { headers, saveTo: body });
    return [
      {
        name: 'Chappe',
        run: async () => ({
          ...(await exchange(client, await stage.serve(home), paths, { headers })),
          count: REQUESTS,
        }),
      },
      {
        name: 'Node, the first answer from a file',
        yardstick: true,
        run: async () => {
          const server = await stage.servePeer('static-file.ts', body);
          return { ...(await exchange(client, server, paths, { headers })), count: REQUESTS };
        },
      },
    ];
  },
};

function questions(): string[] {
  const random = new Random('requests');
  return Array.from({ length: REQUESTS }, () => {
    const action = actionId(random.below(STREAM.actions));
    const start = STREAM.startMs + random.below(STREAM.spanMs - WINDOW_MS);
    return `/actions/${action}/events?sort=asc&start=${start}&end=${start + WINDOW_MS}&classification=all`;
  });
}
