import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { EventLogs } from '../log.ts';
import type { LogsWatch } from '../logs-watch.ts';
import { hearDamage } from './damage.ts';
import type { SealerReport } from './sealing.ts';
import { SqliteEventLogs } from './sqlite-event-logs.ts';

/** The logs of a folder, sealed in the background, and what happens to them told to a watch. */
export function openWatched(folder: string, watch: LogsWatch, share?: number): EventLogs {
  const logs = new SqliteEventLogs(folder, {
    seal: (report) => pass(report, watch),
    ...(share !== undefined && { share }),
  });
  const stop = hearDamage((damage) => {
    const { file } = damage;
    // Other logs of this process may lie elsewhere.
    if (!isWithin(folder, file)) return;
    if ('block' in damage) watch.damaged(accountOf(file), file, damage.block);
    else watch.corrupt(accountOf(file), file, damage.words);
  });
  return {
    of: (account) => logs.of(account),
    examine: (account) => logs.examine(account),
    async close() {
      await logs.close();
      stop();
    },
  };
}

function pass(report: SealerReport, watch: LogsWatch): void {
  if (report.tells === 'state') {
    watch.sealed(accountOf(report.file), report.state);
    return;
  }
  const { kind, trouble: text, file, error } = report;
  watch.trouble({ kind, text, error, ...(file !== undefined && { file, account: accountOf(file) }) });
}

/** A log lies in a folder that is named like its account. */
function accountOf(file: string): string {
  return basename(dirname(file));
}

/** SQLite names its files without symbolic links; a setting may have some. */
function isWithin(folder: string, file: string): boolean {
  const around = dirname(dirname(file));
  return existsSync(folder) && existsSync(around) && realpathSync(around) === realpathSync(folder);
}
