import { Random } from '../../src/demo/random.ts';
import { actionId } from '../../src/demo/short-id.ts';
import { CHAPPE } from '../contenders.ts';
import { STREAM } from '../data-file.ts';
import { exchange } from '../exchange.ts';
import type { Scenario } from '../scenario.ts';
import { addActions } from '../sending/known-actions.ts';
import type { Stage } from '../stage.ts';

const REQUESTS = 2_000;

const pathOf = (action: string): string => `/actions/${action}/statistics`;

/** What became of the messages of one action, in numbers: it must not matter how many events there are. */
export const statistics: Scenario = {
  name: 'statistics',
  title: 'Statistics of one action: requests one after the other',
  counts: 'requests',
  targets: [
    {
      what: 'statistics of one action, p99',
      figure: { scenario: 'statistics', contender: CHAPPE, of: 'p99' },
      limit: { at: 'most', value: 10, unit: 'ms' },
    },
  ],
  async contenders(stage) {
    const home = await stage.loadedHome();
    await addActions(home.folder);
    await assertExact(stage);
    const random = new Random('statistics');
    const paths = Array.from({ length: REQUESTS }, () => pathOf(actionId(random.below(STREAM.actions))));
    return [
      {
        name: CHAPPE,
        run: async () => ({
          ...(await exchange(stage.client, await stage.serve(home), paths, {
            headers: { 'X-Key': home.key },
          })),
          count: REQUESTS,
        }),
      },
    ];
  },
};

/** A figure of wrong numbers is worth nothing: every action must have sent what the file says. */
async function assertExact(stage: Stage): Promise<void> {
  const home = await stage.loadedHome();
  const server = await stage.serve(home);
  try {
    for (let n = 0; n < STREAM.actions; n++) {
      const id = actionId(n);
      const answer = await fetch(server.url + pathOf(id), { headers: { 'X-Key': home.key } });
      const text = await answer.text();
      const told: { dispatch?: { sent?: number } } = JSON.parse(text);
      const expected = stage.facts.sent.get(id) ?? 0;
      if (told.dispatch?.sent === expected) continue;
      throw new Error(`action ${id} sent ${expected} messages, but its statistics say ${text}`);
    }
  } finally {
    await server.stop();
  }
}
