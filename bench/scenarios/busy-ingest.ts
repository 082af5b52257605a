import { readFile } from 'node:fs/promises';
import { whileOthers } from '../background.ts';
import { CHAPPE } from '../contenders.ts';
import { ask } from '../exchange.ts';
import type { Run, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { timesAsFast } from '../target.ts';

const EXPORTS = 8;
const MOST_EVENTS = 200_000;
const BUSY = `${CHAPPE}, while ${EXPORTS} full exports run`;
const scenario = 'busy-ingest';

/** Whether readers keep writers waiting: events in one POST into a log that others are reading from end to end. */
export const busyIngest: Scenario = {
  name: scenario,
  title: 'Ingest by POST /events into a full log',
  counts: 'events',
  targets: [
    timesAsFast(
      `ingest while ${EXPORTS} exports run against alone`,
      0.6,
      { scenario, contender: BUSY },
      { scenario, contender: CHAPPE },
    ),
  ],
  async contenders(stage) {
    let turn = 0;
    return [
      { name: CHAPPE, run: () => publish(stage, 0, `ingest ${turn++}`) },
      { name: BUSY, run: () => publish(stage, EXPORTS, `ingest ${turn++}`) },
    ];
  },
};

async function publish(stage: Stage, exports: number, seed: string): Promise<Run> {
  const { client, data } = stage;
  const more = await stage.moreEvents(Math.min(MOST_EVENTS, Math.ceil(data.events / 5)), seed);
  const home = await stage.loadedHome();
  const server = await stage.serve(home);
  const saveTo = stage.file('receipt.json');
  const key = { 'X-Key': home.key };
  const headers = { ...key, 'Content-Type': 'application/x-ndjson' };
  const all = { urls: [`${server.url}/actions/events?sort=asc`], headers: key };
  try {
    const figures = await whileOthers(client, exports, all, () =>
      ask(client, server, ['/events'], { headers, upload: more.path, saveTo }),
    );
    const receipt: { accepted: number } = JSON.parse(await readFile(saveTo, 'utf8'));
    if (receipt.accepted !== more.events) throw new Error(`only ${receipt.accepted} events were accepted`);
    const { firstByteMs, ...rest } = figures;
    return { ...rest, count: more.events, bytes: more.bytes };
  } finally {
    await server.stop();
  }
}
