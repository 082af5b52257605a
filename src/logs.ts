import { join } from 'node:path';
import type { Settings } from './config/settings.ts';
import type { EventLogs } from './events/log.ts';
import { SqliteEventLogs, type SqliteOptions } from './events/sqlite/sqlite-event-logs.ts';

/**
 * The event logs of a data folder. The one place that knows which adapter stands behind the port; apart from the
 * server, so that commands need not load that too.
 */
export function openLogs({ data }: Pick<Settings, 'data'>, options?: SqliteOptions): EventLogs {
  return new SqliteEventLogs(join(data, 'accounts'), options);
}
