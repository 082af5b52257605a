import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FirstAnswer, NamedRequest } from '../../actions/first-answer.ts';
import type { Relay } from '../../contacts/relay.ts';
import type { Backlog, KeptAnswer, SendQueue } from '../../sending/queue.ts';
import { type NewSend, PRIORITIES, type Priority, type Send } from '../../sending/send.ts';
import type { Writing } from './keeper.ts';

const BY_PRIORITY: readonly Priority[] = Object.values(PRIORITIES).toSorted((a, b) => b - a);

/** The way to the thread that writes a queue. */
export type QueueWriting = {
  /** Gives how many answers were forgotten by it. */
  write: (writing: Writing) => Promise<number>;
  /** Resolves when all that was written is on the disk, and its events were handed over. */
  sync: () => Promise<void>;
};

/** The queue of one account: read here, written in a thread. Leases are in memory. */
export class SqliteSendQueue implements SendQueue {
  readonly #database: DatabaseSync;
  readonly #relay: Relay;
  readonly #write: QueueWriting['write'];
  readonly #sync: QueueWriting['sync'];
  readonly #due: StatementSync;
  readonly #read: StatementSync;
  readonly #first: StatementSync;
  readonly #counts: StatementSync;
  readonly #answer: StatementSync;
  readonly #expired: StatementSync;
  readonly #leased = new Set<number>();
  readonly #listeners: (() => void)[] = [];
  #size: number;

  constructor(database: DatabaseSync, relay: Relay, { write, sync }: QueueWriting) {
    this.#database = database;
    this.#relay = relay;
    this.#write = write;
    this.#sync = sync;
    this.#due = database.prepare(`
      SELECT id FROM sends INDEXED BY sends_by_due
      WHERE priority = ? AND due <= ? ORDER BY due, id LIMIT ?`);
    this.#read = database.prepare('SELECT due, expires, attempts, message FROM sends WHERE id = ?');
    this.#first = database.prepare(
      'SELECT id, due FROM sends INDEXED BY sends_by_due WHERE priority = ? ORDER BY due, id LIMIT ?',
    );
    this.#counts = database.prepare(
      'SELECT priority, count(*) AS n, min(due) AS due FROM sends INDEXED BY sends_by_due GROUP BY priority',
    );
    this.#answer = database.prepare(
      'SELECT fingerprint, status, body FROM answers WHERE operation = ? AND name = ? AND expires > ?',
    );
    this.#expired = database.prepare(
      'SELECT 1 FROM answers INDEXED BY answers_by_expiry WHERE expires <= ? LIMIT 1',
    );
    this.#size = Number(database.prepare('SELECT count(*) AS n FROM sends').get()?.n);
    // Whoever was killed between a commit and the publishing of its events is completed here.
    relay.take(
      database
        .prepare('SELECT sequence, event FROM outbox ORDER BY sequence')
        .all()
        .map((row) => ({ sequence: Number(row.sequence), json: String(row.event) })),
    );
  }

  get size(): number {
    return this.#size;
  }

  get eventsWaiting(): number {
    return this.#relay.waiting;
  }

  backlog(): Backlog {
    const rows = this.#counts.all();
    const of = (priority: Priority) => Number(rows.find((row) => row.priority === priority)?.n ?? 0);
    return {
      waiting: {
        urgent: of(PRIORITIES.urgent),
        message: of(PRIORITIES.message),
        campaign: of(PRIORITIES.campaign),
      },
      oldestDue: rows.length === 0 ? undefined : Math.min(...rows.map(({ due }) => Number(due))),
    };
  }

  async accept(sends: readonly NewSend[], events: readonly string[], answer?: KeptAnswer): Promise<void> {
    await this.#write({ do: 'accept', sends, events, ...(answer && { answer }) });
    this.#size += sends.length;
    this.#tell();
  }

  answerTo({ operation, name }: NamedRequest, now: number): FirstAnswer | undefined {
    const row = this.#answer.get(operation, name, now);
    if (row === undefined) return undefined;
    const { fingerprint, status, body } = row;
    return {
      operation,
      name,
      fingerprint: String(fingerprint),
      status: Number(status) === 204 ? 204 : 200,
      body: String(body),
    };
  }

  /** Mostly there are none, which is told without writing. */
  async forgetAnswers(now: number): Promise<number> {
    if (this.#expired.get(now) === undefined) return 0;
    return this.#write({ do: 'forget answers', now, events: [] });
  }

  lease(most: number, now: number): Send[] {
    const leased = this.#readDue(most, now);
    // Not before all could be read: nobody would end what was leased and not given.
    for (const { id } of leased) this.#leased.add(id);
    return leased;
  }

  #readDue(most: number, now: number): Send[] {
    const due: Send[] = [];
    for (const priority of BY_PRIORITY) {
      // Those that are leased stand in front of the others, and are few. The index alone tells which they are.
      for (const entry of this.#due.all(priority, now, most + this.#leased.size)) {
        const id = Number(entry.id);
        if (due.length >= most) return due;
        if (this.#leased.has(id)) continue;
        const row = this.#read.get(id);
        // It was taken out in between.
        if (row === undefined) continue;
        due.push({
          id,
          priority,
          due: Number(row.due),
          expires: Number(row.expires),
          attempts: Number(row.attempts),
          order: String(row.message),
        });
      }
    }
    return due;
  }

  async end(id: number, events: readonly string[]): Promise<void> {
    await this.#write({ do: 'end', id, events });
    this.#size -= 1;
    // Not before: until the commit the row is still there to be leased.
    this.#leased.delete(id);
  }

  async unfold(id: number, sends: readonly NewSend[], events: readonly string[]): Promise<void> {
    await this.#write({ do: 'unfold', id, sends, events });
    this.#size += sends.length - 1;
    this.#leased.delete(id);
    this.#tell();
  }

  async putOff(id: number, due: number, isTried = true): Promise<void> {
    await this.#write({ do: 'put off', id, due, isTried, events: [] });
    this.#leased.delete(id);
    this.#tell();
  }

  async settled(): Promise<void> {
    await this.#sync();
    await this.#relay.settled();
  }

  nextDue(): number | undefined {
    const times = BY_PRIORITY.flatMap((priority) => {
      const row = this.#first
        .all(priority, this.#leased.size + 1)
        .find(({ id }) => !this.#leased.has(Number(id)));
      return row === undefined ? [] : [Number(row.due)];
    });
    return times.length === 0 ? undefined : Math.min(...times);
  }

  onWork(call: () => void): void {
    this.#listeners.push(call);
  }

  async close(): Promise<void> {
    await this.settled();
    await this.#relay.close();
    if (this.#database.isOpen) this.#database.close();
  }

  #tell(): void {
    for (const call of this.#listeners) call();
  }
}
