import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { CHAPPE } from '../contenders.ts';
import type { Run, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const READERS = 200;
const SETTLE_MS = 4_000;
const IDLE = `${CHAPPE}, idle`;
const STALLED = `${CHAPPE}, ${READERS} stalled readers`;
const figure = (contender: string) => ({ scenario: 'stalled', contender, of: 'peak' }) as const;

/** Readers that ask for everything and then take nothing. */
export const stalledReaders: Scenario = {
  name: 'stalled',
  title: `${READERS} readers that stopped reading a full export`,
  counts: 'readers',
  targets: [
    {
      what: `memory that ${READERS} stalled readers cost`,
      figure: figure(STALLED),
      against: { figure: figure(IDLE), by: 'difference' },
      limit: { at: 'most', value: 64, unit: 'MB' },
    },
  ],
  contenders: async (stage) => [
    { name: STALLED, run: () => hold(stage, READERS) },
    // One reader instead of none: the code of an export is loaded in both.
    { name: IDLE, run: () => hold(stage, 1) },
  ],
};

async function hold(stage: Stage, readers: number): Promise<Run> {
  const home = await stage.loadedHome();
  const server = await stage.serve(home);
  const { hostname, port, host } = new URL(server.url);
  const sockets: Socket[] = [];
  try {
    const start = performance.now();
    for (let n = 0; n < readers; n++) {
      const socket = connect(Number(port), hostname).pause();
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`GET /actions/events?sort=asc HTTP/1.1\r\nHost: ${host}\r\nX-Key: ${home.key}\r\n\r\n`);
      sockets.push(socket);
    }
    await pause(SETTLE_MS);
    return { ms: performance.now() - start, count: readers, bytes: 0, peakBytes: server.peakBytes() };
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.stop();
  }
}
