import type { SealedState } from '../events/logs-watch.ts';
import type { OpenedLogs } from '../events/opened-logs.ts';
import type { Publisher } from '../events/publisher.ts';
import type { PrometheusMeter } from './prometheus.ts';

/** What is known of the logs of a server besides what happens to them. */
export type LogFacts = {
  logs: OpenedLogs;
  /** What the sealer last told, by account. */
  sealed: ReadonlyMap<string, SealedState>;
  /** The publishers that were needed so far, by account. */
  publishers: ReadonlyMap<string, Publisher>;
};

/** Reads how far each log is: a few microseconds for each account. */
export function readLogs(meter: PrometheusMeter, { logs, sealed, publishers }: LogFacts): void {
  meter.read('chappe_log_head', () => {
    // A log that nobody has used since the start is not open: it is as it was found by the one who seals.
    const heads = new Map([...sealed].map(([account, { head }]) => [account, head]));
    for (const [account, log] of logs.opened) {
      try {
        heads.set(account, log.head());
      } catch {
        // One log that cannot be read must not hide the others; health tells of it.
        heads.delete(account);
      }
    }
    return eachOf(heads, (head) => head);
  });
  meter.read('chappe_log_sealed_events', () => eachOf(sealed, ({ events }) => events));
  meter.read('chappe_log_blocks', () => eachOf(sealed, ({ blocks }) => blocks));
  meter.read('chappe_log_holes', () => eachOf(sealed, ({ holes }) => holes));
  meter.read('chappe_publications_waiting', () => eachOf(publishers, ({ waiting }) => waiting));
}

function eachOf<T>(accounts: ReadonlyMap<string, T>, read: (of: T) => number) {
  return [...accounts].map(([account, of]) => ({ labels: { account }, value: read(of) }));
}
