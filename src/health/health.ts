/** The parts that are looked at, in the order in which they are told. */
export const HEALTH_PARTS = [
  'catalog',
  'logs',
  'writer',
  'contacts',
  'sending',
  'inbound',
  'hits',
  'archives',
  'disk',
  'sealing',
  'canary',
] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/** `degraded`: everything is still answered, but somebody should look. `failing`: something is not answered. */
export type HealthStatus = 'ok' | 'degraded' | 'failing';

/**
 * What is wrong with a part. The reason is for everyone: no path, no account, no key. The cause is for the log. `since` is
 * for what was known before it was looked at, in milliseconds since 1970.
 */
export type Complaint = { status: 'degraded' | 'failing'; reason: string; since?: number; cause?: unknown };

/** Looks at a part. A part that throws is failing, if it is one that answers need. */
export type Examination = () => Complaint | undefined | Promise<Complaint | undefined>;

export type PartReport = { status: HealthStatus; since?: string; reason?: string };
export type HealthReport = { status: HealthStatus; parts: Record<HealthPart, PartReport> };

export type HealthOptions = {
  /** Told when a part falls ill, changes its illness, or is well again. */
  report?: (part: HealthPart, complaint: Complaint | undefined) => void;
  /** The clock, in milliseconds since 1970, and one in milliseconds that nobody sets. */
  now?: () => number;
  elapsed?: () => number;
  /** How long an answer waits for its examinations, and how long one may take before its part is ill. */
  patience?: number;
  limit?: number;
};

/** How old an examination may be that is told again. */
const FRESH = 1000;

/** Probes of orchestrators give up after a second. */
const PATIENCE = 300;

/** A large commit on a slow disk takes a second or two, and a few may stand in line. */
const LIMIT = 10_000;

/** Parts without which every request is answered: whatever is wrong with one, it is degraded. Links wait for hits. */
const UNASKED: readonly HealthPart[] = ['archives', 'sealing', 'canary'];

type Illness = { complaint: Complaint; since: number };

/**
 * How the server is, part by part.
 *
 * Parts are examined when somebody asks, at most once a second. An answer does not wait for an examination that takes
 * long: the examination goes on, its part is told as it was last, and is ill once it has not answered for ten
 * seconds. So a hung disk or thread makes the answer true, not late.
 */
export class Health {
  readonly #examinations: Readonly<Record<HealthPart, Examination>>;
  readonly #report: NonNullable<HealthOptions['report']>;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #patience: number;
  readonly #limit: number;
  readonly #illnesses = new Map<HealthPart, Illness>();
  readonly #running = new Map<HealthPart, { begun: number; done: Promise<void> }>();
  #last: { at: number; report: Promise<HealthReport> } | undefined;

  constructor(examinations: Readonly<Record<HealthPart, Examination>>, options: HealthOptions = {}) {
    this.#examinations = examinations;
    this.#report = options.report ?? (() => undefined);
    this.#now = options.now ?? Date.now;
    this.#elapsed = options.elapsed ?? (() => performance.now());
    this.#patience = options.patience ?? PATIENCE;
    this.#limit = options.limit ?? LIMIT;
  }

  check(): Promise<HealthReport> {
    const at = this.#elapsed();
    if (this.#last === undefined || at - this.#last.at >= FRESH) {
      this.#last = { at, report: this.#checkAll() };
    }
    return this.#last.report;
  }

  async #checkAll(): Promise<HealthReport> {
    await Promise.all(HEALTH_PARTS.map((part) => this.#examine(part)));
    const parts = {
      catalog: this.#tell('catalog'),
      logs: this.#tell('logs'),
      writer: this.#tell('writer'),
      contacts: this.#tell('contacts'),
      sending: this.#tell('sending'),
      inbound: this.#tell('inbound'),
      hits: this.#tell('hits'),
      archives: this.#tell('archives'),
      disk: this.#tell('disk'),
      sealing: this.#tell('sealing'),
      canary: this.#tell('canary'),
    };
    const statuses = Object.values(parts).map(({ status }) => status);
    const worst = (['failing', 'degraded'] as const).find((status) => statuses.includes(status));
    return { status: worst ?? 'ok', parts };
  }

  async #examine(part: HealthPart): Promise<void> {
    const running = this.#running.get(part) ?? this.#begin(part);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#patience);
    await Promise.race([running.done, late]);
    clearTimeout(timer);
    const isRunning = this.#running.get(part) === running;
    if (isRunning && this.#elapsed() - running.begun >= this.#limit) {
      this.#note(part, { status: worstOf(part), reason: 'it does not answer' });
    }
  }

  #begin(part: HealthPart) {
    const running = { begun: this.#elapsed(), done: this.#run(part) };
    this.#running.set(part, running);
    void running.done.then(() => this.#running.delete(part));
    return running;
  }

  async #run(part: HealthPart): Promise<void> {
    try {
      this.#note(part, await this.#examinations[part]());
    } catch (cause) {
      this.#note(part, { status: worstOf(part), reason: 'it answers with an error', cause });
    }
  }

  #note(part: HealthPart, complaint: Complaint | undefined): void {
    const before = this.#illnesses.get(part);
    if (complaint === undefined) {
      if (before !== undefined) this.#report(part, undefined);
      this.#illnesses.delete(part);
      return;
    }
    const { status, reason } = complaint;
    const isKnown = before?.complaint.status === status && before.complaint.reason === reason;
    if (isKnown && before.complaint.since === complaint.since) return;
    this.#report(part, complaint);
    // A part that gets worse has been in its new state from now on only.
    const since = before?.complaint.status === status ? before.since : this.#now();
    this.#illnesses.set(part, { complaint, since: complaint.since ?? since });
  }

  #tell(part: HealthPart): PartReport {
    const illness = this.#illnesses.get(part);
    if (illness === undefined) return { status: 'ok' };
    const { status, reason } = illness.complaint;
    return { status, since: new Date(illness.since).toISOString(), reason };
  }
}

function worstOf(part: HealthPart): Complaint['status'] {
  return UNASKED.includes(part) ? 'degraded' : 'failing';
}
