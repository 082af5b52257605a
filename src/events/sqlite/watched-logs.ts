import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { EventsLost } from '../events-lost.ts';
import type { EventLogs, Position } from '../log.ts';
import { accountOf } from '../log-files.ts';
import type { LogsWatch } from '../logs-watch.ts';
import { hearDamage } from './damage.ts';
import { hasReached } from './open.ts';
import type { SealerReport } from './sealing.ts';
import { SqliteEventLogs, type SqliteOptions } from './sqlite-event-logs.ts';

/** The logs of a folder, sealed in the background, and what happens to them told to a watch. */
export function openWatched(
  folder: string,
  watch: LogsWatch,
  options: Pick<SqliteOptions, 'share' | 'floorOf'> = {},
): EventLogs {
  const { floorOf = () => 0 } = options;
  const logs = new SqliteEventLogs(folder, { ...options, seal: (report) => pass(report, watch, floorOf) });
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

function pass(report: SealerReport, watch: LogsWatch, floorOf: (account: string) => Position): void {
  if (report.tells === 'state') {
    const { file, state } = report;
    const account = accountOf(file);
    const lost = lossOf(file, state.head, () => floorOf(account));
    if (lost !== undefined) watch.corrupt(account, file, lost.message);
    watch.sealed(account, state);
    return;
  }
  const { kind, trouble: text, file, error } = report;
  watch.trouble({ kind, text, error, ...(file !== undefined && { file, account: accountOf(file) }) });
}

/** What a log lost that ended at a position a moment ago. What keeps the log or its floor from being read is told by whoever uses it. */
function lossOf(file: string, end: Position, floorOf: () => Position): EventsLost | undefined {
  try {
    const floor = floorOf();
    // It may have come further, and that been noted, since it was told where it ended.
    return end >= floor || hasReached(file, floor) ? undefined : new EventsLost(file, floor, end);
  } catch {
    return undefined;
  }
}

/** SQLite names its files without symbolic links; a setting may have some. */
function isWithin(folder: string, file: string): boolean {
  const around = dirname(dirname(file));
  return existsSync(folder) && existsSync(around) && realpathSync(around) === realpathSync(folder);
}
