/** How far a long command is. */
export type ProgressState = {
  count: number;
  /** What is counted, in the plural, such as `events`. */
  unit: string;
  /** Milliseconds since the beginning. */
  elapsed: number;
  /** From 0 to 1; absent when nobody knows how much there is. */
  fraction?: number;
};

/** Where progress is shown: standard error, so that standard output stays for data. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** The shortest time between two drawings, in milliseconds. More often than this, nobody can read. */
const PACE = 100;

/** One line, such as `1,200,000 events  310,000/s  42 %  1 min 20 s left`. */
export function formatProgress({ count, unit, elapsed, fraction }: ProgressState): string {
  const parts = [`${grouped(count)} ${unit}`];
  if (elapsed > 0) parts.push(`${grouped((count * 1000) / elapsed)}/s`);
  if (fraction !== undefined) {
    // Rounded down: 100 % means that all is done.
    parts.push(`${Math.floor(fraction * 100)} %`);
    if (fraction > 0) parts.push(`${formatDuration((elapsed * (1 - fraction)) / fraction)} left`);
  }
  return parts.join('  ');
}

/** A duration given in milliseconds, in its two largest units, such as `1 min 20 s`; rounded up to seconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Shows on a terminal, in one line that is drawn over, how far a command is. Elsewhere it is silent. */
export class Progress {
  readonly #unit: string;
  readonly #total: number | undefined;
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #start: number;
  #drawn = Number.NEGATIVE_INFINITY;

  /**
   * @param unit what is counted, in the plural.
   * @param total of what `update` is told as done, such as the bytes of a file; absent when it is not known.
   * @param now a clock in milliseconds.
   */
  constructor(
    unit: string,
    total?: number,
    stream: ProgressStream = process.stderr,
    now: () => number = () => performance.now(),
  ) {
    this.#unit = unit;
    this.#total = total;
    this.#stream = stream;
    this.#now = now;
    this.#start = now();
  }

  /**
   * Tells how far it is; cheap enough to be called for every piece of work.
   *
   * @param done how much of the total is done, when the total is not measured in what is counted.
   */
  update(count: number, done = count): void {
    if (!this.#stream.isTTY) return;
    const now = this.#now();
    if (now - this.#drawn < PACE) return;
    this.#drawn = now;
    const known = this.#total !== undefined && this.#total > 0;
    const line = formatProgress({
      count,
      unit: this.#unit,
      elapsed: now - this.#start,
      ...(known && { fraction: Math.min(1, done / (this.#total ?? done)) }),
    });
    // A line that wraps could not be drawn over.
    this.#stream.write(`\r${line.slice(0, this.#stream.columns - 1)}\x1b[K`);
  }

  /** Takes the line away, so that the result or the error can be written in its place. */
  finish(): void {
    if (this.#drawn !== Number.NEGATIVE_INFINITY) this.#stream.write('\r\x1b[K');
  }
}

function grouped(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
