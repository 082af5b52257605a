import { readFile, rm } from 'node:fs/promises';
import { CHAPPE } from '../contenders.ts';
import { exchange } from '../exchange.ts';
import type { Contender, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** All events in one request to a server whose log is empty, answered when they are on disk. */
export const ingest: Scenario = {
  name: 'ingest',
  title: 'Ingest by POST /events (NDJSON)',
  counts: 'events',
  targets: [],
  contenders: async (stage) => [chappe(stage), appendFile(stage)],
};

const LINES = { 'Content-Type': 'application/x-ndjson' };

function chappe(stage: Stage): Contender {
  const { client, data } = stage;
  return {
    name: CHAPPE,
    async run() {
      const home = await stage.newHome();
      const saveTo = stage.file('receipt.json');
      const headers = { ...LINES, 'X-Key': home.key };
      const order = { headers, upload: data.path, saveTo };
      const { firstByteMs, ...figures } = await exchange(client, await stage.serve(home), ['/events'], order);
      const receipt = await readFile(saveTo, 'utf8');
      if (JSON.parse(receipt).accepted !== data.events) {
        throw new Error(`of ${data.events} events not all were accepted: ${receipt}`);
      }
      await stage.discard(home);
      return { ...figures, count: data.events, bytes: data.bytes };
    },
  };
}

function appendFile(stage: Stage): Contender {
  const { client, data } = stage;
  return {
    name: 'Node, bytes to a synced file',
    yardstick: true,
    async run() {
      const file = stage.file('appended.ndjson');
      const order = { headers: LINES, upload: data.path };
      const server = await stage.servePeer('append-file.ts', file);
      const { firstByteMs, ...figures } = await exchange(client, server, ['/'], order);
      await rm(file);
      return { ...figures, count: data.events, bytes: data.bytes };
    },
  };
}
