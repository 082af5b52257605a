import type { Entry, EventLog, Position } from './log.ts';

/** What became of one publication. */
export type Receipt = {
  /** How many events are new in the log. */
  accepted: number;
  /** How many were there before, by their id. */
  duplicates: number;
  /** A position that the log had reached when all of them were in it. */
  position: Position;
};

export type PublisherLimits = {
  /** The most events of one commit; a single publication may exceed it, because it is never split. */
  maxCommitEvents: number;
  /** The most characters of JSON of one commit, with the same exception. */
  maxCommitBytes: number;
};

/**
 * Publications that follow each other. When one fails, all later ones of its series fail with it: what is stored of
 * a series is its beginning, without a gap.
 */
export class Series {
  failure?: { error: unknown };
}

type Publication = {
  entries: readonly Entry[];
  series: Series | undefined;
  size: number;
  resolve: (receipt: Receipt) => void;
  reject: (error: unknown) => void;
};

/**
 * Publishes into one log, and commits in groups.
 *
 * While one commit waits for the disk, publications gather; the next commit takes all of them at once. So a
 * lone publication is committed at once, and under load the cost of the disk is shared, without a timer to tune.
 * Each publication is stored whole or not at all, and is answered only when it is durable.
 */
export class Publisher {
  readonly #log: Pick<EventLog, 'append'>;
  readonly #limits: PublisherLimits;
  #queue: Publication[] = [];
  #committing = false;

  constructor(log: Pick<EventLog, 'append'>, limits: PublisherLimits) {
    this.#log = log;
    this.#limits = limits;
  }

  /** The most bytes of one commit. */
  get maxCommitBytes(): number {
    return this.#limits.maxCommitBytes;
  }

  /** How many publications wait for the commit under way to end. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** @throws LogFull when the disk has no room; nothing of the publication is stored then. */
  publish(entries: readonly Entry[], series?: Series): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const size = entries.reduce((sum, { json }) => sum + json.length, 0);
      this.#queue.push({ entries, series, size, resolve, reject });
      if (!this.#committing) void this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    this.#committing = true;
    while (this.#queue.length > 0) {
      const group = this.#takeGroup().filter((publication) => !refuseAfterFailure(publication));
      if (group.length > 0) await this.#commit(group);
    }
    this.#committing = false;
  }

  #takeGroup(): Publication[] {
    let events = 0;
    let size = 0;
    let count = 0;
    for (const publication of this.#queue) {
      events += publication.entries.length;
      size += publication.size;
      if (count > 0 && (events > this.#limits.maxCommitEvents || size > this.#limits.maxCommitBytes)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(group: Publication[]): Promise<void> {
    try {
      const { duplicates, position } = await this.#log.append(group.flatMap(({ entries }) => entries));
      let from = 0;
      for (const { entries, resolve } of group) {
        const mine = duplicates.slice(from, from + entries.length);
        from += entries.length;
        const repeated = mine.filter(Boolean).length;
        resolve({ accepted: entries.length - repeated, duplicates: repeated, position });
      }
    } catch (error) {
      for (const { series, reject } of group) {
        if (series !== undefined) series.failure = { error };
        reject(error);
      }
    }
  }
}

function refuseAfterFailure({ series, reject }: Publication): boolean {
  if (series?.failure === undefined) return false;
  reject(series.failure.error);
  return true;
}
