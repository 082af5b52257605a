import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { APPENDED_MAIL, CHAPPE } from '../contenders.ts';
import { since } from '../exchange.ts';
import { freePort } from '../free-port.ts';
import type { Contender, Run, Scenario } from '../scenario.ts';
import { sendFromPool } from '../sending/pool.ts';
import { prepareReports, type Reports } from '../sending/reports.ts';
import type { ServerProcess } from '../server-process.ts';
import type { Stage } from '../stage.ts';

const BOUNCES = 6_000;
const CONNECTIONS = 16;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 120_000;

/** Reports that come back by SMTP, each of another message: durable, understood, the contact marked, in the feed. */
export const bounces: Scenario = {
  name: 'bounces',
  title: `Bounces by SMTP over ${CONNECTIONS} connections, from the first one to all events in the feed`,
  counts: 'messages',
  targets: [
    {
      what: `bounces by SMTP: durable, parsed, published, ${CONNECTIONS} connections`,
      figure: { scenario: 'bounces', contender: CHAPPE, of: 'rate' },
      limit: { at: 'least', value: 300, unit: 'bounces/s' },
    },
  ],
  async contenders(stage) {
    const reports = await prepareReports(stage, Math.min(BOUNCES, stage.contacts));
    return [chappe(stage, reports), appended(stage, reports)];
  },
};

function chappe(stage: Stage, { home: prepared, file, stamps, bytes }: Reports): Contender {
  return {
    name: CHAPPE,
    async run() {
      const home = await stage.copyOf(prepared);
      const port = await freePort();
      const server = await stage.serve(home, {
        CHAPPE_INBOUND_PORT: String(port),
        CHAPPE_INBOUND_RATE: '0',
      });
      try {
        const before = server.cpuMs();
        const { begun } = await sendFromPool({ port, connections: CONNECTIONS, ready: file });
        const found = await publishedBounces(server, home.key, stamps.length);
        const ms = Date.now() - begun;
        if (found.toSorted().join() !== stamps.toSorted().join())
          throw new Error('the feed does not have each bounce once');
        const peakBytes = server.peakBytes();
        return { ms, count: stamps.length, bytes, peakBytes, ...since(before, server.cpuMs()) };
      } finally {
        await server.stop();
        await stage.discard(home);
      }
    },
  };
}

function appended(stage: Stage, { file, stamps, bytes }: Reports): Contender {
  return {
    name: APPENDED_MAIL,
    yardstick: true,
    async run(): Promise<Run> {
      const server = await stage.servePeer('append-mail.ts', join(stage.folder, 'appended.mbox'));
      try {
        const port = Number(new URL(server.url).port);
        const before = server.cpuMs();
        const { ms } = await sendFromPool({ port, connections: CONNECTIONS, ready: file });
        const peakBytes = server.peakBytes();
        return { ms, count: stamps.length, bytes, peakBytes, ...since(before, server.cpuMs()) };
      } finally {
        await server.stop();
      }
    },
  };
}

/** The stamps of all bounces in the feed, once there are so many. Each look asks only for what is new. */
async function publishedBounces({ url }: ServerProcess, key: string, count: number): Promise<string[]> {
  const stamps: string[] = [];
  const end = Date.now() + PATIENCE_MS;
  let after = '0';
  for (;;) {
    const answer = await fetch(`${url}/actions/events/bounces?after=${after}`, { headers: { 'X-Key': key } });
    if (!answer.ok) throw new Error(`the feed was answered ${answer.status}`);
    after = answer.headers.get('X-Log-Position') ?? after;
    const events: { source: { detail: { activation: { stamp: { id: string } } } } }[] = JSON.parse(
      await answer.text(),
    );
    stamps.push(...events.map(({ source }) => source.detail.activation.stamp.id));
    if (stamps.length >= count) return stamps;
    if (Date.now() > end) throw new Error(`of ${count} bounces only ${stamps.length} are in the feed`);
    await pause(LOOK_EVERY_MS);
  }
}
