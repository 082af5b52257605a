import type { EventLog, EventLogs } from '../log.ts';

/** Makes empty logs. `dispose` closes them and takes away whatever they left behind. */
export type MakeLogs = () => Promise<{ logs: EventLogs; dispose(): Promise<void> }>;

/** Runs a test on logs of its own. */
export async function withLogs(make: MakeLogs, body: (logs: EventLogs) => Promise<void>): Promise<void> {
  const { logs, dispose } = await make();
  try {
    await body(logs);
  } finally {
    await dispose();
  }
}

/** Runs a test on one log of its own. */
export async function withLog(make: MakeLogs, body: (log: EventLog) => Promise<void>): Promise<void> {
  await withLogs(make, (logs) => body(logs.of('DEMO-028')));
}
