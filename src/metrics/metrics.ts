import { HEALTH_PARTS } from '../health/health.ts';
import { MAIL_METRICS } from './mail-metrics.ts';
import { ACCOUNT, type Metric } from './metric.ts';

const ROUTE =
  'the pattern of the path, such as `/actions/{id}/events`; `none` when no operation has the path';

/**
 * Every metric, once, by the name under which it is exposed. Registration and the page of the documentation are made
 * from this table, so that they cannot disagree.
 *
 * No label holds what a client chose freely, so the number of series is bounded by routes, errors and accounts.
 */
export const METRICS = {
  chappe_info: {
    kind: 'gauge',
    labels: { version: 'the version of Chappe', node: 'the version of Node' },
    meaning: 'Always 1; its labels tell what is running',
    worry: 'When machines that should run the same version do not.',
    since: '0.1.0',
  },
  chappe_health: {
    kind: 'gauge',
    labels: { part: HEALTH_PARTS },
    meaning: '1 while a part is well, 0 while it is degraded or failing; `/health` says which and why',
    worry: 'Whenever it is 0.',
    since: '0.1.0',
  },
  chappe_http_requests_total: {
    kind: 'counter',
    labels: {
      route: ROUTE,
      method: 'the HTTP method',
      status: ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'],
    },
    meaning:
      'Requests that were answered, by class of status; `none` when the connection ended before an answer began. A feed that broke off in its middle counts as `2xx`: see `chappe_feed_answers_ended_total`',
    worry: 'When `5xx` grows: the log of the server names each request that failed.',
    since: '0.1.0',
  },
  chappe_http_request_duration_seconds: {
    kind: 'histogram',
    labels: { route: ROUTE },
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60, 600],
    meaning:
      'Time from the headers of a request to the end of its answer, or to where it broke off. Long feeds last as long as their readers take',
    worry: 'When requests that were quick become slow while feeds are as long as before.',
    since: '0.1.0',
  },
  chappe_http_sent_bytes_total: {
    kind: 'counter',
    labels: { route: ROUTE },
    meaning: 'Bytes given to connections, headers and compression included, counted when an answer ends',
    worry: 'Near the capacity of the network.',
    since: '0.1.0',
  },
  chappe_http_errors_total: {
    kind: 'counter',
    labels: { code: 'the stable code of the error; each has an entry in the list of errors' },
    meaning:
      'Errors answered, by code: `too-many-requests` counts what the rate limit refused, `missing-key`, `unknown-key` and `permission-denied` count refused keys',
    worry:
      '`internal-error` and `disk-full` at once. `unknown-key` when it grows steadily: a program lost its key, or somebody guesses.',
    since: '0.1.0',
  },
  chappe_feed_answers_begun_total: {
    kind: 'counter',
    labels: {},
    meaning: 'Feeds whose answer was begun. Less those that ended, it is how many are under way',
    worry: 'When many more are begun than end, for as long as a reader normally takes.',
    since: '0.1.0',
  },
  chappe_feed_answers_ended_total: {
    kind: 'counter',
    labels: { end: ['whole', 'client', 'stalled', 'server'] },
    meaning:
      'Feeds whose answer ended: `whole`, or broken off because the `client` closed the connection, because it took nothing for the time of `CHAPPE_STALL_TIMEOUT` (`stalled`), or because of a failure of the `server`',
    worry: '`server` whenever it grows. `stalled` when readers are known to be healthy: raise the timeout.',
    since: '0.1.0',
  },
  chappe_events_published_total: {
    kind: 'counter',
    labels: { result: ['accepted', 'duplicate', 'invalid', 'failed'] },
    meaning:
      'Events offered by HTTP: `accepted` are new in the log, `duplicate` were there by their id, `invalid` did not fit the event model, `failed` could not be stored. Imports by command are another process and not counted here',
    worry: '`failed` whenever it grows. `invalid` when a publisher was changed.',
    since: '0.1.0',
  },
  chappe_publications_waiting: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Publications that wait for the commit under way to end',
    worry: 'When it stays high: the disk is slower than what arrives.',
    since: '0.1.0',
  },
  chappe_commits_total: {
    kind: 'counter',
    labels: { result: ['stored', 'full', 'failed'] },
    meaning: 'Commits of event logs; `full` when the disk had no room',
    worry: '`full` and `failed` whenever they grow.',
    since: '0.1.0',
  },
  chappe_commit_duration_seconds: {
    kind: 'histogram',
    labels: {},
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    meaning:
      'Time from giving a commit to the writer until it is on the disk, waiting for other commits included',
    worry: 'When commits of few events take long: the disk is slow to confirm writes.',
    since: '0.1.0',
  },
  chappe_commit_events: {
    kind: 'histogram',
    labels: {},
    buckets: [1, 10, 100, 1000, 5000, 20_000],
    meaning: 'Events of a commit, duplicates included: how well publications share the cost of the disk',
    worry: 'Never by itself. Mostly 1 under load means that one client publishes one event after another.',
    since: '0.1.0',
  },
  chappe_contacts: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Contacts of the account; of accounts whose contacts were used since the start',
    worry: 'When it falls, and nobody deletes contacts.',
    since: '0.1.0',
  },
  chappe_contact_events_waiting: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Events of changes of contacts that are durable, but not in the event log yet',
    worry: 'When it keeps growing: the log cannot take them, most likely because its disk is full.',
    since: '0.1.0',
  },
  ...MAIL_METRICS,
  chappe_log_head: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning:
      'Last position of the log. Its growth counts the events that were stored, by whichever process. Of a log that nobody has used since the start it is what it was then',
    worry: 'When it stands still although messages are sent.',
    since: '0.1.0',
  },
  chappe_log_sealed_events: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning:
      'Events that lie in sealed blocks of an account-wide feed, each counted once. All others are read from their rows: the latest ones, hits of robots, contact events',
    worry:
      'When it does not follow the head of a log that has long feeds; see `chappe_sealing_troubles_total`.',
    since: '0.1.0',
  },
  chappe_log_blocks: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Sealed blocks of all lists',
    worry: 'Never by itself.',
    since: '0.1.0',
  },
  chappe_log_holes: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Stretches that a late event opened and that wait to be sealed again',
    worry: 'When it keeps growing: much of the past is imported, or sealing does not keep up.',
    since: '0.1.0',
  },
  chappe_log_damaged_blocks_total: {
    kind: 'counter',
    labels: { account: ACCOUNT },
    meaning:
      'Sealed blocks whose checksum did not fit when they were read. Their events were read from the rows instead, so the answers are right',
    worry: 'Whenever it grows: the disk or the memory changes data. The log of the server names the file.',
    since: '0.1.0',
  },
  chappe_log_corruptions_total: {
    kind: 'counter',
    labels: { account: ACCOUNT },
    meaning:
      'How often reading, publishing, counting, sealing, a purge or an erasure failed because the file of a log is damaged, or ends before a position that it had reached; damaged sealed blocks, whose events are read from the rows, are counted apart',
    worry:
      'Whenever it grows: the part `logs` of `/health` is failing from then on. The log of the server names the file; `chappe doctor` tells what to do.',
    since: '0.1.0',
  },
  chappe_sealing_troubles_total: {
    kind: 'counter',
    labels: { kind: ['waiting', 'stopped'] },
    meaning: 'How often sealing of a log had to wait for room on the disk, or stopped until the next start',
    worry: '`stopped` whenever it grows: feeds stay right but become slower. The log of the server says why.',
    since: '0.1.0',
  },
  chappe_disk_free_bytes: {
    kind: 'gauge',
    labels: {},
    meaning: 'Room that is left for Chappe on the disk of the data folder',
    worry: 'Below a day of growth. A full disk refuses what is published, and loses nothing.',
    since: '0.1.0',
  },
  chappe_event_loop_delay_seconds: {
    kind: 'gauge',
    labels: { quantile: ['0.5', '0.99', '1'] },
    meaning:
      'How late the main thread came to its work since the metrics were last read; 1 is the worst case',
    worry: 'When 0.99 stays above 0.05: answers wait for one another.',
    since: '0.1.0',
  },
  chappe_heap_used_bytes: {
    kind: 'gauge',
    labels: {},
    meaning: 'Memory of JavaScript objects on the main thread',
    worry: 'When it grows from day to day.',
    since: '0.1.0',
  },
  process_resident_memory_bytes: {
    kind: 'gauge',
    labels: {},
    meaning: 'Memory of the process, as the system counts it',
    worry: 'When it grows from day to day, or nears the limit of its container.',
    since: '0.1.0',
  },
  process_cpu_seconds_total: {
    kind: 'counter',
    labels: {},
    meaning: 'Time that all threads have computed',
    worry: 'When its rate stays near the number of cores.',
    since: '0.1.0',
  },
  process_open_fds: {
    kind: 'gauge',
    labels: {},
    meaning: 'Open files and connections; only where the system lists them, as Linux does',
    worry: 'Above half of what the system allows the process (`ulimit -n`).',
    since: '0.1.0',
  },
  process_start_time_seconds: {
    kind: 'gauge',
    labels: {},
    meaning: 'When the process began, in seconds since 1970',
    worry: 'When it changes although nobody restarted the server.',
    since: '0.1.0',
  },
} as const satisfies Record<string, Metric>;

type Table = typeof METRICS;
export type MetricName = keyof Table;
type NameOf<K extends Metric['kind']> = {
  [N in MetricName]: Table[N]['kind'] extends K ? N : never;
}[MetricName];
export type CounterName = NameOf<'counter'>;
export type HistogramName = NameOf<'histogram'>;

/** The labels that a value of a metric must have. */
export type LabelsOf<N extends MetricName> = {
  [L in keyof Table[N]['labels']]: Table[N]['labels'][L] extends readonly (infer V)[] ? V : string;
};
