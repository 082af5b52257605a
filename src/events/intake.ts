import { isUtf8 } from 'node:buffer';
import type { Entry } from './log.ts';
import type { Flaw } from './model/explain.ts';
import { prepare, type Terms } from './publication.ts';
import { type Publisher, type Receipt, Series } from './publisher.ts';

/** How many events, and about how many characters of JSON, are given to the publisher at a time. */
const BUNDLE_EVENTS = 512;
const BUNDLE_SIZE = 1024 * 1024;

/** How many bundles, and how many bytes of JSON, may wait to become durable. */
type Waiting = { bundles: number; size: number };

/** What fills one commit while another is under way. Bundles of small events are half full. */
function fillingTwo(commitBytes: number): Waiting {
  const size = 2 * Math.max(commitBytes, BUNDLE_SIZE);
  return { size, bundles: Math.ceil((2 * size) / BUNDLE_SIZE) };
}

/** An event of a stream cannot be published. */
export class InvalidEvent extends Error {
  /** Index of the event in its stream, from 0. */
  readonly index: number;
  readonly flaws: readonly Flaw[];

  constructor(index: number, flaws: readonly Flaw[]) {
    const [first] = flaws;
    super(
      `event ${index}${first?.pointer ? ` at ${first.pointer}` : ''} ${first?.message ?? 'is not valid'}`,
    );
    this.name = 'InvalidEvent';
    this.index = index;
    this.flaws = flaws;
  }
}

/**
 * Takes a stream of events of any length into the log, in bundles, with a bounded number of them under way.
 * What was taken before an invalid event is published; the invalid event and what follows is the caller's affair.
 * When the disk is full, what is stored is the beginning of the stream: exactly as many events as the receipt tells.
 */
export class Intake {
  readonly #publisher: Publisher;
  readonly #terms: Terms;
  readonly #most: Waiting;
  readonly #series = new Series();
  readonly #receipt: Receipt = { accepted: 0, duplicates: 0, position: 0 };
  #waiting: { published: Promise<void>; size: number }[] = [];
  #waitingSize = 0;
  #bundle: Entry[] = [];
  #bundleSize = 0;
  #seen = 0;

  constructor(publisher: Publisher, terms: Terms) {
    this.#publisher = publisher;
    this.#terms = terms;
    this.#most = fillingTwo(publisher.maxCommitBytes);
  }

  /** How many events were offered. */
  get seen(): number {
    return this.#seen;
  }

  /** What is known to be durable so far. */
  get receipt(): Receipt {
    return { ...this.#receipt };
  }

  /** Takes one event as JSON text; a blank one is passed over. @throws InvalidEvent */
  offer(bytes: Buffer): void {
    // Blank lines cost nothing, so a body of nothing else cannot keep a server busy.
    if (bytes.length === 0) return;
    const entry = this.#prepare(bytes);
    if (entry === undefined) return;
    this.#bundleSize += entry.json.length;
    if (this.#bundle.push(entry) >= BUNDLE_EVENTS || this.#bundleSize >= BUNDLE_SIZE) this.#flush();
  }

  /** Waits until more can be taken without holding too much. @throws LogFull */
  async room(): Promise<void> {
    while (this.#waiting.length >= this.#most.bundles || this.#waitingSize > this.#most.size) {
      const first = this.#waiting.shift();
      this.#waitingSize -= first?.size ?? 0;
      await first?.published;
    }
  }

  /** Publishes what is left and waits until all is durable. @throws LogFull */
  async settle(): Promise<Receipt> {
    // An empty bundle tells the position of a log to which nothing was published.
    this.#flush();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingSize = 0;
    // All have to end, so that the receipt tells of all; then the first failure counts.
    await Promise.allSettled(waiting.map(({ published }) => published));
    await Promise.all(waiting.map(({ published }) => published));
    return this.receipt;
  }

  #prepare(bytes: Buffer): Entry | undefined {
    const index = this.#seen;
    if (!isUtf8(bytes)) throw this.#refuse(index, [{ pointer: '', message: 'is not UTF-8' }]);
    const text = withoutMark(bytes.toString('utf8'));
    if (text.trim() === '') return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw this.#refuse(index, [{ pointer: '', message: `is no JSON: ${reason}` }]);
    }
    const { entry, flaws } = prepare(value, this.#terms);
    if (entry === undefined) throw this.#refuse(index, flaws);
    this.#seen += 1;
    return entry;
  }

  #refuse(index: number, flaws: readonly Flaw[]): InvalidEvent {
    this.#seen += 1;
    return new InvalidEvent(index, flaws);
  }

  #flush(): void {
    const size = this.#bundleSize;
    const published = this.#publisher
      .publish(this.#bundle, this.#series)
      .then(({ accepted, duplicates, position }) => {
        this.#receipt.accepted += accepted;
        this.#receipt.duplicates += duplicates;
        this.#receipt.position = Math.max(this.#receipt.position, position);
      });
    // A failure is met when the bundle's turn comes; until then it is nobody's unhandled rejection.
    published.catch(() => undefined);
    this.#waiting.push({ published, size });
    this.#waitingSize += size;
    this.#bundle = [];
    this.#bundleSize = 0;
  }
}

/** Text without the byte order mark that some programs write at the beginning of a file. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
