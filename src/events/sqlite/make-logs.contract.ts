import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { EventLog, EventLogs } from '../log.ts';
import { SqliteEventLogs, type SqliteOptions } from './sqlite-event-logs.ts';

/** Logs in a folder of their own, for the suites that every implementation passes. */
export async function makeLogs(options: SqliteOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-log-'));
  const logs = new SqliteEventLogs(folder, options);
  return {
    logs,
    folder,
    async dispose() {
      await logs.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** After so many users shared logs are made anew: each keeps its files open until then. */
const MOST_USERS = 60;

/**
 * Makes logs whose accounts no other user has, though one thread writes them all: it takes longer to start than most tests
 * take. They are for one user after the other, and closed after the tests of the suite that calls this, or of the file.
 *
 * @returns a maker; `fileOf` tells where the log of an account is.
 */
export function sharedLogs(options: SqliteOptions = {}) {
  let shared: Awaited<ReturnType<typeof makeLogs>> | undefined;
  let users = 0;
  const end = async () => {
    await shared?.dispose();
    shared = undefined;
  };
  after(end);
  return async () => {
    if (users % MOST_USERS === 0) await end();
    users += 1;
    shared ??= await makeLogs(options);
    const { logs, folder } = shared;
    const opened = new Set<EventLog>();
    const name = (account: string) => `${users}-${account}`;
    const own: EventLogs = {
      of(account) {
        const log = logs.of(name(account));
        opened.add(log);
        return log;
      },
      examine: (account) => logs.examine(name(account)),
      close: async () => undefined,
    };
    return {
      logs: own,
      fileOf: (account: string) => join(folder, name(account), 'events.db'),
      async dispose() {
        for (const log of opened) await log.close();
      },
    };
  };
}
