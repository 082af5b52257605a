import type { Catalog } from '../storage/catalog.ts';
import type { Canary, Finding, PartState } from './canary.ts';
import {
  forgetAbandoned,
  forgetBrokenOff,
  listPartStates,
  listSchedules,
  listUnended,
  noteBegun,
  noteEnded,
  noteFindings,
} from './canary-book.ts';

export type CanaryKeeperParts = {
  catalog: Pick<Catalog, 'db' | 'version'>;
  /** Sends a canary and looks after it, telling what it finds; rejects when the server stops. */
  run(canary: Canary, tell: (finding: Finding) => Promise<void>): Promise<void>;
  report(error: unknown): void;
  now(): number;
  /** How many run at the same time. */
  atOnce?: number;
  /** How often it is looked whether one is due, in milliseconds. */
  lookEvery?: number;
};

/** A question of microseconds while nothing has changed, and whoever asks for a canary waits a second at most until it begins. */
const LOOK_EVERY = 1000;

const AT_ONCE = 4;

/** How long a canary waits to begin again after one of which it could not be written how it went, in milliseconds. */
const AFTER_FAILURE = 60_000;

/**
 * Runs the canaries that are due: those that a command asks for by a row in the catalog, and those of schedules. One
 * that was under way when the server stopped begins again, if it has a schedule; nobody waits for the others any more.
 */
export class CanaryKeeper {
  readonly #parts: CanaryKeeperParts;
  readonly #running = new Map<string, Promise<void>>();
  /** Until when those wait that failed: their rows say that they are still due. */
  readonly #held = new Map<string, number>();
  #version: number | undefined;
  #unended: readonly Canary[] = [];
  #schedules: readonly Canary[] = [];
  #states: readonly PartState[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(parts: CanaryKeeperParts) {
    this.#parts = parts;
  }

  /** Begins to look, after what an earlier process left undone. */
  async begin(): Promise<void> {
    const { catalog, now, lookEvery = LOOK_EVERY } = this.#parts;
    await forgetBrokenOff(catalog.db);
    await forgetAbandoned(catalog.db, now());
    await this.look();
    this.#timer = setInterval(() => void this.look(), lookEvery).unref();
  }

  /** How each part was found last, of all accounts that have a schedule. */
  get states(): readonly PartState[] {
    return this.#states;
  }

  get schedules(): readonly Canary[] {
    return this.#schedules;
  }

  /** Begins what is due. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#parts.report(error))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** Resolves when all that runs has ended, and what it found is known here. */
  async ended(): Promise<void> {
    await Promise.all(this.#running.values());
    await this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#looking;
    await this.ended();
  }

  async #look(): Promise<void> {
    const { catalog, now, atOnce = AT_ONCE } = this.#parts;
    const version = catalog.version();
    if (version !== this.#version) {
      this.#unended = await listUnended(catalog.db);
      this.#schedules = await listSchedules(catalog.db);
      this.#states = await listPartStates(catalog.db);
      // Only now: what could not be read is read the next time.
      this.#version = version;
    }
    for (const canary of this.#unended) {
      if (this.#closed || this.#running.size >= atOnce) return;
      const due = Math.max(canary.dueAt ?? Number.POSITIVE_INFINITY, this.#held.get(canary.id) ?? 0);
      if (due <= now() && !this.#running.has(canary.id)) this.#begin(canary);
    }
  }

  #begin(canary: Canary): void {
    this.#held.delete(canary.id);
    const run = this.#run(canary)
      .catch((error: unknown) => {
        this.#held.set(canary.id, this.#parts.now() + AFTER_FAILURE);
        if (!this.#closed) this.#parts.report(error);
      })
      .finally(() => {
        this.#running.delete(canary.id);
        // Health shall know what it found as soon as whoever asked for it.
        if (!this.#closed) void this.look();
      });
    this.#running.set(canary.id, run);
  }

  async #run(canary: Canary): Promise<void> {
    const { catalog, run, now } = this.#parts;
    const begunAt = now();
    const findings: Finding[] = [];
    // Each commit makes the server look up all keys again: only what a command waits for is told at once.
    const isFollowed = canary.every === undefined;
    if (isFollowed) await noteBegun(catalog.db, canary.id, begunAt);
    await run(canary, async (finding) => {
      findings.push(finding);
      if (isFollowed) await noteFindings(catalog.db, canary.id, findings);
    });
    await noteEnded(catalog.db, canary, findings, { begunAt, now: now() });
    await forgetAbandoned(catalog.db, now());
  }
}
