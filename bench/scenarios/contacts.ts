import { writeFile } from 'node:fs/promises';
import { Random } from '../../src/demo/random.ts';
import { sendFromClients } from '../clients.ts';
import { CHAPPE } from '../contenders.ts';
import { exchange } from '../exchange.ts';
import type { Run, Scenario } from '../scenario.ts';
import { readerAddress } from '../sending/contacts.ts';
import type { Stage } from '../stage.ts';

const UPSERTS = 40_000;
const READS = 3_000;
const CLIENTS = 16;

/** Contacts that programs synchronise: every second one is there already and gets another name. */
export const upsert: Scenario = {
  name: 'upsert',
  title: `${CLIENTS} clients creating and changing contacts of a large account, one per request`,
  counts: 'requests',
  targets: [
    {
      what: `contacts created or changed, ${CLIENTS} clients, durable`,
      figure: { scenario: 'upsert', contender: CHAPPE, of: 'rate' },
      limit: { at: 'least', value: 5_000, unit: 'requests/s' },
    },
  ],
  async contenders(stage) {
    await stage.homeWithContacts();
    return [{ name: CHAPPE, run: () => upsertAll(stage) }];
  },
};

/** Contacts that are looked up by their address, one after the other over one connection. */
export const find: Scenario = {
  name: 'find',
  title: 'Contacts of a large account by their unicity: requests one after the other',
  counts: 'requests',
  targets: [
    {
      what: 'a contact by its unicity, p99',
      figure: { scenario: 'find', contender: CHAPPE, of: 'p99' },
      limit: { at: 'most', value: 5, unit: 'ms' },
    },
  ],
  contenders: async (stage) => [{ name: CHAPPE, run: () => findAll(stage) }],
};

async function upsertAll(stage: Stage): Promise<Run> {
  const home = await stage.copyOf(await stage.homeWithContacts());
  const count = Math.min(UPSERTS, stage.contacts);
  const random = new Random('upserts');
  const lines = Array.from({ length: count }, (_, n) => {
    const number = n % 2 === 0 ? stage.contacts + n : random.below(stage.contacts);
    return JSON.stringify({ Email: readerAddress(number), FirstName: `Camille ${n}`, LastName: 'Martin' });
  });
  const file = stage.file('upserts.ndjson');
  const text = `${lines.join('\n')}\n`;
  await writeFile(file, text);
  const server = await stage.serve(home);
  try {
    const before = server.cpuMs() ?? Number.NaN;
    const { ms, p50, p99 } = await sendFromClients({
      method: 'PUT',
      url: `${server.url}/targets`,
      headers: { 'X-Key': home.key, 'Content-Type': 'application/json' },
      file,
      clients: CLIENTS,
    });
    const cpuMs = server.cpuMs();
    return {
      ms,
      count,
      bytes: text.length,
      firstByteMs: { p50, p99 },
      peakBytes: server.peakBytes(),
      ...(cpuMs !== undefined && { cpuMs: cpuMs - before }),
    };
  } finally {
    await server.stop();
    await stage.discard(home);
  }
}

async function findAll(stage: Stage): Promise<Run> {
  const home = await stage.homeWithContacts();
  const random = new Random('finds');
  const paths = Array.from(
    { length: READS },
    () => `/targets?unicity=${encodeURIComponent(readerAddress(random.below(stage.contacts)))}`,
  );
  const headers = { 'X-Key': home.key };
  return { ...(await exchange(stage.client, await stage.serve(home), paths, { headers })), count: READS };
}
