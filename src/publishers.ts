import { accountIn } from './accounts/account.ts';
import type { Waiting } from './contacts/outbox.ts';
import type { Entry, EventLog, EventLogs } from './events/log.ts';
import { prepare } from './events/publication.ts';
import { Publisher, type PublisherLimits } from './events/publisher.ts';

/** The one publisher of each account's log in this process. Accounts are named by their folder. */
export class Publishers {
  readonly #limits: PublisherLimits;
  readonly #logs: EventLogs;
  readonly #watch: (log: EventLog, account: string) => Pick<EventLog, 'append'>;
  readonly #opened = new Map<string, Publisher>();

  /** @param watch told of the commits of a log. */
  constructor(
    limits: PublisherLimits,
    logs: EventLogs,
    watch: (log: EventLog, account: string) => Pick<EventLog, 'append'> = (log) => log,
  ) {
    this.#limits = limits;
    this.#logs = logs;
    this.#watch = watch;
  }

  of(account: string): Publisher {
    let publisher = this.#opened.get(account);
    if (publisher === undefined) {
      publisher = new Publisher(this.#watch(this.#logs.of(account), account), this.#limits);
      this.#opened.set(account, publisher);
    }
    return publisher;
  }

  /** Those that were needed so far. */
  get opened(): ReadonlyMap<string, Publisher> {
    return this.#opened;
  }

  /** Publishes what happened to contacts, durably. What is published already does nothing. */
  async publishLife(account: string, events: readonly Waiting[]): Promise<void> {
    const identity = { type: 'customer' as const, ...accountIn(account) };
    await this.of(account).publish(events.map(({ json }) => this.#entry(json, identity)));
  }

  #entry(json: string, identity: { type: 'customer'; agency: string; customer: string }): Entry {
    const { entry, flaws } = prepare(JSON.parse(json), {
      identity,
      maxEventBytes: Number.POSITIVE_INFINITY,
      now: Date.now,
    });
    if (entry === undefined) throw new Error(`a contact made an event that is none: ${flaws[0]?.message}`);
    return entry;
  }
}
