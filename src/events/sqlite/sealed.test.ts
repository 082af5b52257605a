import { describe } from 'node:test';
import { robotsContract } from '../contract/robots.contract.ts';
import { eventLogProperties } from '../log.property.ts';
import type { Entry, EventLog, EventLogs } from '../log.ts';
import { Folding } from './folding.ts';
import { sharedLogs } from './make-logs.contract.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION, Sealer, type SealerOptions } from './sealer.ts';

function workersOn(file: string, options: SealerOptions) {
  const database = openForWriting(file, SEALER_CONNECTION);
  return { database, sealer: new Sealer(database, options), folding: new Folding(database) };
}

const make = sharedLogs();

/** Logs that seal after some appends: small blocks, so that a few events make several, and late ones open them. */
async function makeSealing(every: number, options: SealerOptions) {
  const { logs, fileOf, dispose } = await make();
  const workers = new Map<string, ReturnType<typeof workersOn>>();
  let appends = 0;
  const wrapped = new Map<string, EventLog>();
  const sealing: EventLogs = {
    of(account) {
      const known = wrapped.get(account);
      if (known !== undefined) return known;
      const log = logs.of(account);
      const file = fileOf(account);
      const append = async (entries: readonly Entry[]) => {
        const appended = await log.append(entries);
        const own = workers.get(account) ?? workersOn(file, options);
        workers.set(account, own);
        const { sealer, folding } = own;
        appends += 1;
        if (appends % every === 0) while (sealer.step() || folding.step());
        return appended;
      };
      const wrapper: EventLog = {
        append,
        head: () => log.head(),
        has: (scope) => log.has(scope),
        get: (id) => log.get(id),
        tallies: (family, owner) => log.tallies(family, owner),
        count: (query) => log.count(query),
        read: (query, framing) => log.read(query, framing),
        readDeflated: (query, framing) => log.readDeflated(query, framing),
        close: () => log.close(),
      };
      wrapped.set(account, wrapper);
      return wrapper;
    },
    examine: (account) => logs.examine(account),
    close: () => logs.close(),
  };
  return {
    logs: sealing,
    async dispose() {
      for (const { database } of workers.values()) database.close();
      await dispose();
    },
  };
}

const sealed = () => makeSealing(1, { blockEvents: 5, keptOpen: 0, level: 1 });
const mixed = () => makeSealing(2, { blockEvents: 3, keptOpen: 6, level: 1 });
eventLogProperties('the log in SQLite, sealed as soon as possible', sealed);
eventLogProperties('the log in SQLite, partly sealed', mixed);

// Few events decide these, so blocks have to be smaller still.
describe('the log in SQLite, sealed in blocks of two', () => {
  robotsContract(() => makeSealing(1, { blockEvents: 2, keptOpen: 0, level: 1 }));
});
