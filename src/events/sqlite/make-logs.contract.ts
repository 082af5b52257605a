import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
