import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ArchivedMail } from './archived-mail.ts';
import type { Canaries } from './canaries.ts';
import type { Settings } from './config/settings.ts';
import type { ContactBooks } from './contacts/book.ts';
import type { EventLog } from './events/log.ts';
import type { LogsWatch, SealedState } from './events/logs-watch.ts';
import type { OpenedLogs } from './events/opened-logs.ts';
import type { Publisher } from './events/publisher.ts';
import { examineCanaries } from './health/canary-health.ts';
import { examineContacts } from './health/contacts-health.ts';
import { DiskRoom, freeBytes } from './health/disk-room.ts';
import { FilesInPlace } from './health/files-in-place.ts';
import { type Complaint, HEALTH_PARTS, Health, type HealthPart } from './health/health.ts';
import { examineInbound } from './health/inbound-health.ts';
import { examineArchives, examineHits } from './health/kept-health.ts';
import { examineLogs, examineWriter } from './health/log-health.ts';
import { SealingHealth } from './health/sealing-health.ts';
import { examineSending } from './health/sending-health.ts';
import type { Inbound } from './inbound.ts';
import type { InboundWays } from './inbound-ways.ts';
import { logFileOf } from './logs.ts';
import { readCanaries } from './metrics/canary-readings.ts';
import { readContacts } from './metrics/contact-readings.ts';
import { readInbound } from './metrics/inbound-readings.ts';
import { readLogs } from './metrics/log-readings.ts';
import { measuredAppends } from './metrics/measured-appends.ts';
import { readProcess } from './metrics/process-readings.ts';
import { PrometheusMeter } from './metrics/prometheus.ts';
import { readQueues } from './metrics/queue-readings.ts';
import type { Outbound } from './outbound.ts';
import type { ReaderVisits } from './reader-visits.ts';
import type { Catalog } from './storage/catalog.ts';
import { CATALOG_FILE } from './storage/check-catalog.ts';

/** How often it is looked at all parts though nobody asks, in milliseconds. */
const LOOK_EVERY = 60_000;

/** What is watched once everything is open. */
export type Watched = {
  catalog: Catalog;
  logs: OpenedLogs;
  publishers: ReadonlyMap<string, Publisher>;
  books: Pick<ContactBooks, 'opened' | 'probe'>;
  outbound: Pick<Outbound, 'opened' | 'probe'>;
  inbound: Pick<Inbound, 'opened' | 'probe' | 'quarantine'>;
  ways: Pick<InboundWays, 'isListening' | 'connections' | 'folder'>;
  visits: Pick<ReaderVisits, 'probe'>;
  archives: Pick<ArchivedMail, 'probe'>;
  canaries: Pick<Canaries, 'keeper'>;
};

/** Everything by which a running server is watched from outside: its metrics and its health. */
export class Watch {
  readonly meter = new PrometheusMeter();
  readonly #logger: Logger;
  readonly #room: DiskRoom;
  readonly #sealing = new SealingHealth();
  readonly #sealed = new Map<string, SealedState>();
  readonly #damaged = new Set<string>();
  /** By account, what first told that its log is damaged. */
  readonly #corrupt = new Map<string, Error>();
  readonly #closers: (() => void)[] = [];
  readonly #files = new FilesInPlace();
  readonly #data: string;

  constructor({ data }: Pick<Settings, 'data'>, logger: Logger) {
    this.#data = data;
    this.#logger = logger;
    const free = () => freeBytes(data);
    this.#room = new DiskRoom(free);
    this.#closers.push(readProcess(this.meter));
    this.meter.read('chappe_disk_free_bytes', async () => [{ labels: {}, value: await free() }]);
  }

  /** For the logs, when they are opened. */
  readonly logs: LogsWatch = {
    trouble: ({ kind, text, account, file, error }) => {
      this.#logger.warn(
        { file, err: error },
        account === undefined ? 'no log is sealed any more' : `a log ${text}`,
      );
      this.meter.count('chappe_sealing_troubles_total', { kind });
      this.#sealing.note(file ?? '', kind);
    },
    sealed: (account, state) => {
      this.#sealed.set(account, state);
    },
    damaged: (account, file, block) => {
      this.meter.count('chappe_log_damaged_blocks_total', { account });
      this.#sealing.noteDamage(file);
      // Each read of the feed meets it again; one line is enough.
      const place = `${file} ${block}`;
      if (this.#damaged.has(place)) return;
      this.#damaged.add(place);
      this.#logger.error({ file, block }, 'a sealed block is damaged; its events are read from their rows');
    },
    corrupt: (account, file, words) => {
      this.meter.count('chappe_log_corruptions_total', { account });
      if (this.#corrupt.has(account)) return;
      const err = new Error(`${file}: ${words}`);
      this.#corrupt.set(account, err);
      this.#logger.error({ file, err }, "a log is damaged; run 'chappe doctor'");
    },
  };

  /** A log whose commits are watched. */
  commitsOf(log: EventLog): Pick<EventLog, 'append'> {
    return this.#room.watch(measuredAppends(log, this.meter));
  }

  /** Begins to look at what is open. */
  begin({
    catalog,
    logs,
    publishers,
    books,
    outbound,
    inbound,
    ways,
    visits,
    archives,
    canaries: { keeper },
  }: Watched): Health {
    readLogs(this.meter, { logs, publishers, sealed: this.#sealed });
    readContacts(this.meter, books);
    readQueues(this.meter, outbound.opened, Date.now);
    readInbound(this.meter, inbound, ways, Date.now);
    readCanaries(this.meter, keeper);
    const health = new Health(
      {
        catalog: async () => {
          this.#files.require(join(this.#data, CATALOG_FILE));
          await catalog.db.selectFrom('accounts').select('id').limit(1).execute();
          return undefined;
        },
        logs: () =>
          examineLogs(logs.opened, this.#corrupt, (account) =>
            this.#files.require(logFileOf({ data: this.#data }, account)),
          ),
        writer: () => examineWriter(logs.opened),
        contacts: () => examineContacts(books),
        sending: () => examineSending(outbound),
        inbound: () => examineInbound(inbound, ways, Date.now()),
        hits: () => examineHits(visits),
        archives: () => examineArchives(archives),
        disk: () => this.#room.examine(),
        sealing: () => this.#sealing.examine(),
        canary: () => examineCanaries(keeper),
      },
      { report: (part, complaint) => this.#tell(part, complaint) },
    );
    this.meter.read('chappe_health', async () => {
      const { parts } = await health.check();
      return HEALTH_PARTS.map((part) => ({ labels: { part }, value: parts[part].status === 'ok' ? 1 : 0 }));
    });
    // What does not get on is to be found in the log of the server, whether somebody asks or not.
    const watchdog = setInterval(() => void health.check(), LOOK_EVERY);
    watchdog.unref();
    this.#closers.push(() => clearInterval(watchdog));
    return health;
  }

  /** Reads how many hits wait. */
  hits(waiting: () => { account: string; hits: number }[]): void {
    this.meter.read('chappe_hits_waiting', () =>
      waiting().map(({ account, hits }) => ({ labels: { account }, value: hits })),
    );
  }

  close(): void {
    for (const close of this.#closers) close();
  }

  #tell(part: HealthPart, complaint: Complaint | undefined): void {
    if (complaint === undefined) this.#logger.info({ part }, 'is well again');
    else this.#logger.warn({ part, err: complaint.cause }, `is ${complaint.status}: ${complaint.reason}`);
  }
}
