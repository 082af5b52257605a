import { join } from 'node:path';
import type { Settings } from './config/settings.ts';
import type { EventLogs } from './events/log.ts';
import { SqliteEventLogs, type SqliteOptions } from './events/sqlite/sqlite-event-logs.ts';
import { SqliteUpkeep } from './events/sqlite/sqlite-upkeep.ts';
import type { LogUpkeep } from './events/upkeep.ts';

/**
 * The event logs of a data folder. The one place that knows which adapter stands behind the port; apart from the
 * server, so that commands need not load that too.
 */
export function openLogs({ data }: Pick<Settings, 'data'>, options?: SqliteOptions): EventLogs {
  return new SqliteEventLogs(join(data, 'accounts'), options);
}

/** The same logs as files, for backups and checks. */
export function openUpkeep({ data }: Pick<Settings, 'data'>): LogUpkeep {
  return new SqliteUpkeep(data);
}
