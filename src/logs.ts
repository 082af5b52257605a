import { join } from 'node:path';
import { accountIn } from './accounts/account.ts';
import { memoryShare } from './config/memory-share.ts';
import type { Settings } from './config/settings.ts';
import type { EventLogs, Position } from './events/log.ts';
import { placeOfLog } from './events/log-files.ts';
import type { LogsWatch } from './events/logs-watch.ts';
import type { LogRewriter } from './events/rewriting.ts';
import { SqliteRewriter } from './events/sqlite/rewriter.ts';
import { SqliteEventLogs } from './events/sqlite/sqlite-event-logs.ts';
import { SqliteUpkeep } from './events/sqlite/sqlite-upkeep.ts';
import { openWatched } from './events/sqlite/watched-logs.ts';
import type { LogUpkeep } from './events/upkeep.ts';
import type { Catalog } from './storage/catalog.ts';

/** Where logs are, and how much memory there is to write them. */
type Location = Pick<Settings, 'data'> & Partial<Pick<Settings, 'memory'>>;

/**
 * The event logs of a data folder. The one place that knows which adapter stands behind the port; apart from the
 * server, so that commands need not load that too.
 *
 * @param catalog tells how far each log is known to have been: one that ends before has lost events, and is refused.
 * @param watch told what happens to the logs; with it they are sealed in the background. Only a server should.
 */
export function openLogs({ data, memory }: Location, catalog: Floored, watch?: LogsWatch): EventLogs {
  const folder = join(data, 'accounts');
  const options = optionsOf(memory, catalog);
  return watch === undefined ? new SqliteEventLogs(folder, options) : openWatched(folder, watch, options);
}

/** The file of the log of an account, which is named by its folder. */
export function logFileOf({ data }: Pick<Settings, 'data'>, account: string): string {
  return join(data, placeOfLog(account));
}

/** The same logs for a command that fills one of them, and has the memory for itself. */
export function openLogsToFill({ data, memory }: Location, catalog: Floored): EventLogs {
  return new SqliteEventLogs(join(data, 'accounts'), { ...optionsOf(memory, catalog), filling: true });
}

/** What knows how far logs have been. */
type Floored = Pick<Catalog, 'floorOf'>;

function optionsOf(memory: number | undefined, catalog: Floored) {
  return {
    share: memoryShare(memory),
    floorOf: (account: string): Position => catalog.floorOf(accountIn(account)),
  };
}

/** The same logs as files, for backups and checks. */
export function openUpkeep({ data }: Pick<Settings, 'data'>): LogUpkeep {
  return new SqliteUpkeep(data);
}

/** What deletes events and erases contacts in the same logs. */
export function openRewriter({ data }: Pick<Settings, 'data'>): LogRewriter {
  return new SqliteRewriter(join(data, 'accounts'));
}
