import type { EventLog, EventLogs } from './log.ts';

/** Logs, and which of them are open. */
export class OpenedLogs implements EventLogs {
  readonly #logs: EventLogs;
  readonly #opened = new Map<string, EventLog>();

  constructor(logs: EventLogs) {
    this.#logs = logs;
  }

  of(account: string): EventLog {
    const log = this.#logs.of(account);
    this.#opened.set(account, log);
    return log;
  }

  examine(account: string): void {
    this.#logs.examine(account);
  }

  /** The logs that were asked for so far, by account. */
  get opened(): ReadonlyMap<string, EventLog> {
    return this.#opened;
  }

  close(): Promise<void> {
    this.#opened.clear();
    return this.#logs.close();
  }
}
