import { join } from 'node:path';
import type { SendQueue, SendQueues } from '../../sending/queue.ts';
import { type EventOutlet, relayOf } from '../file-relay.ts';
import { examine, hasWork, openForReading } from './open.ts';
import { SqliteSendQueue } from './send-queue.ts';
import { queueWriter } from './writer.ts';

export type SqliteQueuesOptions = EventOutlet & {
  /** The name of the file in the folder of each account. */
  file: string;
};

/** The queues of all accounts as SQLite files, one in the folder of each. */
export class SqliteSendQueues implements SendQueues {
  readonly #folder: string;
  readonly #options: SqliteQueuesOptions;
  readonly #writer = queueWriter();
  readonly #queues = new Map<string, SqliteSendQueue>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string, options: SqliteQueuesOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** @throws QueueUnusable */
  of(account: string): SendQueue {
    let queue = this.#queues.get(account);
    if (queue === undefined) {
      const file = this.#fileOf(account);
      const relay = relayOf(this.#writer, { file, account }, this.#options);
      queue = new SqliteSendQueue(openForReading(file), relay, {
        write: (writing) => this.#writer.write(file, writing),
        sync: () => this.#writer.sync(file),
      });
      this.#queues.set(account, queue);
    }
    return queue;
  }

  /** @throws QueueUnusable */
  examine(account: string): void {
    if (!this.#queues.has(account)) examine(this.#fileOf(account));
  }

  /** A thousand accounts, most of which have nothing to send, shall cost little at the start. @throws QueueUnusable */
  hasWork(account: string): boolean {
    return hasWork(this.#fileOf(account));
  }

  probe(): Promise<void> {
    return this.#writer.probe();
  }

  #fileOf(account: string): string {
    return join(this.#folder, account, this.#options.file);
  }

  async close(): Promise<void> {
    // The relays first: they tell the writer what they have published.
    for (const queue of this.#queues.values()) await queue.close();
    this.#queues.clear();
    await this.#writer.close();
  }
}
