import { type Deflated, deflatePieces } from '../deflated.ts';
import type { Family } from '../facets.ts';
import type { Appended, Entry, EventLog, EventLogs, Framing, Position, Query, Scope } from '../log.ts';
import type { Tallies } from '../tallies.ts';
import { belongs, matches } from './matches.ts';
import { talliesOf } from './tallies-of.ts';

/** How many events one chunk holds. */
const CHUNK_EVENTS = 100;

type Stored = Entry & { position: Position };

/**
 * Logs in plain arrays, for tests: slow, forgotten at the end, and obviously correct.
 * What other implementations read is compared with what these find.
 */
export class MemoryEventLogs implements EventLogs {
  readonly #logs = new Map<string, MemoryEventLog>();

  of(account: string): MemoryEventLog {
    let log = this.#logs.get(account);
    if (log === undefined) {
      log = new MemoryEventLog();
      this.#logs.set(account, log);
    }
    return log;
  }

  examine(): void {}

  async close(): Promise<void> {
    this.#logs.clear();
  }
}

export class MemoryEventLog implements EventLog {
  readonly #stored: Stored[] = [];
  readonly #ids = new Set<string>();

  async append(entries: readonly Entry[]): Promise<Appended> {
    const duplicates = entries.map((entry) => !this.#store(entry));
    return { duplicates, position: this.head() };
  }

  #store(entry: Entry): boolean {
    const id = entry.id.toLowerCase();
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    this.#stored.push({ ...entry, position: this.head() + 1 });
    return true;
  }

  head(): Position {
    return this.#stored.length;
  }

  has(scope: Scope): boolean {
    return this.#stored.some(({ facets }) => belongs(facets, scope));
  }

  get(id: string): string | undefined {
    return this.#stored.find((stored) => stored.id.toLowerCase() === id.toLowerCase())?.json;
  }

  async tallies(family: Family, owner: string): Promise<Tallies> {
    return talliesOf(this.#stored.filter(({ facets }) => facets.family === family && facets.owner === owner));
  }

  count(query: Query): number {
    return this.find(query).length;
  }

  /** The matching events as JSON texts, in the order of the query. */
  find(query: Query): string[] {
    const found = this.#stored.filter((stored) => matches(stored, stored.position, query));
    found.sort((a, b) => a.timestamp - b.timestamp || a.position - b.position);
    if (query.sort === 'desc') found.reverse();
    return found.map(({ json }) => json);
  }

  async *read(query: Query, framing: Framing): AsyncIterable<Uint8Array> {
    const found = this.find(query);
    for (let index = 0; index < found.length; index += CHUNK_EVENTS) {
      const texts = found.slice(index, index + CHUNK_EVENTS);
      yield Buffer.from((index === 0 ? framing.open : framing.between) + texts.join(framing.between));
    }
    if (found.length > 0) yield Buffer.from(framing.close);
    else yield Buffer.from(framing.open + (framing.closeEmpty ? framing.close : ''));
  }

  readDeflated(query: Query, framing: Framing): AsyncIterable<Deflated> {
    return deflatePieces(this.read(query, framing));
  }

  async close(): Promise<void> {}
}
