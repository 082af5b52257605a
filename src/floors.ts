import { accountIn } from './accounts/account.ts';
import type { EventLog, Position } from './events/log.ts';
import type { LogsWatch } from './events/logs-watch.ts';
import type { OpenedLogs } from './events/opened-logs.ts';
import type { Catalog } from './storage/catalog.ts';
import { raiseFloors } from './storage/log-floors.ts';
import { Rounds } from './time/rounds.ts';

/** How often it is noted how far logs have come, in milliseconds: each commit of the catalog makes all keys be looked up again. */
const NOTE_EVERY = 60_000;

/**
 * Notes in the catalog how far each log has durably come, so that one that lost events is not taken for a new one. The
 * first events of an account are noted before they are answered; what comes later now and then, and when the server stops.
 */
export class Floors {
  readonly #catalog: Catalog;
  readonly #report: (error: unknown) => void;
  readonly #every: number;
  /** By account, what is noted of it as far as this server knows. */
  readonly #noted = new Map<string, Position>();
  /** By account, how far its log was when it was looked at in the background, and is not noted yet. */
  readonly #seen = new Map<string, Position>();
  #logs: Pick<OpenedLogs, 'opened'> = { opened: new Map() };
  #rounds: Rounds | undefined;

  /** @param report told why nothing could be noted; it is tried again. */
  constructor(catalog: Catalog, report: (error: unknown) => void, every = NOTE_EVERY) {
    this.#catalog = catalog;
    this.#report = report;
    this.#every = every;
  }

  /** A watch that sees how far logs are that nobody uses. */
  watching(watch: LogsWatch): LogsWatch {
    return {
      ...watch,
      sealed: (account, state) => {
        this.#seen.set(account, state.head);
        watch.sealed(account, state);
      },
    };
  }

  /** Begins to note how far the logs are that are open. */
  begin(logs: Pick<OpenedLogs, 'opened'>): void {
    this.#logs = logs;
    this.#rounds = new Rounds(() => this.#note(() => this.#risen()), this.#every);
  }

  /** The commits of a log, of which the first that this account ever had is noted before it is told. */
  commitsOf(account: string, log: Pick<EventLog, 'append'>): Pick<EventLog, 'append'> {
    return {
      append: async (entries) => {
        const appended = await log.append(entries);
        if (!this.#noted.has(account) && appended.position > 0) {
          // Noted or not, it is not tried again with each commit.
          this.#noted.set(account, 0);
          await this.#note(() => {
            const floor = this.#floorOf(account);
            this.#noted.set(account, floor);
            return floor === 0 ? [[account, appended.position]] : [];
          });
        }
        return appended;
      },
    };
  }

  /** To be called while the logs are still open, and nobody publishes any more. */
  async close(): Promise<void> {
    await this.#rounds?.close();
    await this.#note(() => this.#risen());
  }

  #risen(): [account: string, head: Position][] {
    const heads = new Map(this.#seen);
    this.#seen.clear();
    for (const [account, log] of this.#logs.opened) {
      try {
        heads.set(account, log.head());
      } catch {
        // Health tells of a log that cannot be read.
      }
    }
    return [...heads].filter(
      ([account, head]) => head > (this.#noted.get(account) ?? this.#floorOf(account)),
    );
  }

  /** What is published is stored, whatever becomes of this. */
  async #note(risen: () => [account: string, head: Position][]): Promise<void> {
    try {
      const heads = risen();
      if (heads.length === 0) return;
      await raiseFloors(
        this.#catalog.db,
        heads.map(([account, head]) => [accountIn(account), head]),
      );
      for (const [account, head] of heads) this.#noted.set(account, head);
    } catch (error) {
      this.#report(error);
    }
  }

  #floorOf(account: string): Position {
    return this.#catalog.floorOf(accountIn(account));
  }
}
