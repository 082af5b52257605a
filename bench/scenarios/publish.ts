import { sendFromClients } from '../clients.ts';
import { CHAPPE } from '../contenders.ts';
import type { Run, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const CLIENTS = 64;
const EVENTS = 40_000;
const us = { scenario: 'publish', contender: CHAPPE } as const;

/** One event per request, each answered when it is on disk, into a log that holds all events already. */
export const publish: Scenario = {
  name: 'publish',
  title: `${CLIENTS} clients publishing one event per request`,
  counts: 'requests',
  targets: [
    {
      what: `${CLIENTS} clients, one event per request, durable`,
      figure: { ...us, of: 'rate' },
      limit: { at: 'least', value: 5_000, unit: 'events/s' },
    },
    {
      what: `${CLIENTS} clients, one event per request: p99`,
      figure: { ...us, of: 'p99' },
      limit: { at: 'most', value: 30, unit: 'ms' },
    },
  ],
  async contenders(stage) {
    let turn = 0;
    return [{ name: CHAPPE, run: () => once(stage, `publish ${turn++}`) }];
  },
};

async function once(stage: Stage, seed: string): Promise<Run> {
  const more = await stage.moreEvents(Math.min(EVENTS, stage.data.events), seed);
  const home = await stage.loadedHome();
  const server = await stage.serve(home);
  try {
    const { ms, p50, p99 } = await sendFromClients({
      method: 'POST',
      url: `${server.url}/events`,
      headers: { 'X-Key': home.key, 'Content-Type': 'application/json' },
      file: more.path,
      clients: CLIENTS,
    });
    const peakBytes = server.peakBytes();
    return { ms, count: more.events, bytes: more.bytes, firstByteMs: { p50, p99 }, peakBytes };
  } finally {
    await server.stop();
  }
}
