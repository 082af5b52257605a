import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { type AccountName, folderOf } from './accounts/account.ts';

/** One kind of thing that accounts have, and that is opened when it is used. */
export type Dormant = {
  /** Makes sure that it can be opened, and keeps nothing open. @throws when it cannot. */
  examine(account: AccountName): void;
  /** Goes on with what waits in it, if anything does; else keeps nothing open. */
  open(account: AccountName): void;
};

export type WakingParts = {
  kinds: readonly Dormant[];
  /** Told why something that waits in an account is not gone on with. */
  report(account: string, error: unknown): void;
  /** How long until what failed is tried again, such as for want of room on the disk, in milliseconds. */
  again?: number;
};

const AGAIN = 60_000;

type Sleeper = { account: AccountName; kind: Dormant };

/**
 * Goes on, after a start, with what accounts had to do when the server stopped, without a request of them. A server has
 * thousands of accounts, most of which have nothing to do: what nobody uses is opened for a moment only, one file at a
 * time and with everybody else in between, while the server answers already.
 */
export class Waking {
  readonly #parts: WakingParts;
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;

  constructor(parts: WakingParts) {
    this.#parts = parts;
  }

  /** Finds what cannot be opened before anybody asks for it. @throws the error of its kind */
  examine(accounts: readonly AccountName[]): void {
    for (const { account, kind } of this.#all(accounts)) kind.examine(account);
  }

  begin(accounts: readonly AccountName[]): void {
    this.#working = this.#wakeAll(this.#all(accounts));
  }

  /** Breaks off: the next start looks at all accounts again. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#working;
  }

  #all(accounts: readonly AccountName[]): Sleeper[] {
    return accounts.flatMap((account) => this.#parts.kinds.map((kind) => ({ account, kind })));
  }

  async #wakeAll(sleepers: readonly Sleeper[]): Promise<void> {
    const { again = AGAIN } = this.#parts;
    const { signal } = this.#stop;
    for (let left = await this.#wake(sleepers); left.length > 0; left = await this.#wake(left)) {
      await pause(again, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
    }
  }

  /** Gives those that have to be tried again. */
  async #wake(sleepers: readonly Sleeper[]): Promise<Sleeper[]> {
    const failed: Sleeper[] = [];
    for (const sleeper of sleepers) {
      if (this.#stop.signal.aborted) return [];
      try {
        sleeper.kind.open(sleeper.account);
      } catch (error) {
        failed.push(sleeper);
        this.#parts.report(folderOf(sleeper.account), error);
      }
      await turn();
    }
    return failed;
  }
}
