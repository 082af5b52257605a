import { CANARY_PARTS } from '../canary/canary-parts.ts';
import { ROBOT_CLASSES } from '../events/model/robot-classes.ts';
import { HEALTH_PARTS } from '../health/health.ts';

/** What one value of a metric is told apart by: a closed set of values, or in words what it holds. */
export type Labels = { readonly [name: string]: string | readonly string[] };

/** One line of the table. */
export type Metric = {
  /** Exactly one of a counter that only grows, a gauge that goes up and down, and a histogram. */
  kind: 'counter' | 'gauge' | 'histogram';
  labels: Labels;
  /** The upper bounds of a histogram. */
  buckets?: readonly number[];
  meaning: string;
  /** When an operator should look at it. */
  worry: string;
  /** The first version that had the metric. */
  since: string;
};

const ACCOUNT = 'the account, as its folder is named: `DEMO-028`';
/** What can be made of mail that came in. */
export const MADE = [
  'bounce',
  'complaint',
  'reply',
  'automatic',
  'delivered',
  'copy',
  'forwarded',
  'forward refused',
  'no report',
  'unreadable',
  'loop',
  'unknown',
  'retired',
] as const;

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
    meaning: 'Contacts of the account',
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
  chappe_sends_waiting: {
    kind: 'gauge',
    labels: { account: ACCOUNT, priority: ['urgent', 'message', 'campaign'] },
    meaning:
      'What was accepted and has not ended, by priority; of accounts that had something to send since the start. An order for several messages counts once until it is their turn, and a campaign makes some thousand ready at a time',
    worry: 'When it grows and grows: more is accepted than leaves.',
    since: '0.1.0',
  },
  chappe_sends_oldest_due_seconds: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'For how long that has been due which waits longest; 0 when nothing is due',
    worry:
      'When it is minutes and no sender has a rate that explains it. What was tried in vain is due again later: see `chappe_send_attempts_total`.',
    since: '0.1.0',
  },
  chappe_send_events_waiting: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Events of messages that are durable, but not in the event log yet',
    worry: 'When it keeps growing: the log cannot take them, most likely because its disk is full.',
    since: '0.1.0',
  },
  chappe_send_attempts_total: {
    kind: 'counter',
    labels: { outcome: ['ended', 'again', 'unfolded', 'failed'] },
    meaning:
      'Attempts to send. `ended`: the message left, bounced or was cancelled. `again`: it is tried again later. `unfolded`: it was an order that is now several. `failed`: for a reason that nobody foresaw, and is tried again',
    worry:
      '`failed` at once: the log of the server says why. `again` when it grows as fast as `ended` or faster.',
    since: '0.1.0',
  },
  chappe_deliveries_total: {
    kind: 'counter',
    labels: { outcome: ['accepted', 'refused', 'deferred', 'unreachable'] },
    meaning:
      'Messages that were offered to a server, by what came of it: `refused` for good, `deferred` for now, `unreachable` when there was no answer to the message',
    worry: 'When `refused` grows against `accepted`: addresses are bad, or the sender is blocked.',
    since: '0.1.0',
  },
  chappe_delivery_duration_seconds: {
    kind: 'histogram',
    labels: {},
    buckets: [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60, 600],
    meaning:
      'Time from when a message is ready to the last word of the server, waiting for its turn by the rate and for a connection included',
    worry: 'When it grows though the rates of the senders are as before: the relay is slow.',
    since: '0.1.0',
  },
  chappe_hits_total: {
    kind: 'counter',
    labels: {
      link: ['open', 'redirection', 'mirror', 'unsubscribe', 'form', 'trap'],
      by: ['person', ...ROBOT_CLASSES],
    },
    meaning:
      'Hits that were judged, by the kind of their link and by whom: a `person`, or a class of robots. `trap` is the link that no person sees',
    worry: 'When persons stand still while messages leave: the links may lead to another server.',
    since: '0.1.0',
  },
  chappe_hits_lost_total: {
    kind: 'counter',
    labels: { reason: ['full', 'failed'] },
    meaning:
      'Hits that could not be kept, because the disk was full or writing failed. Whoever followed the link got where it leads, and no event tells of it',
    worry: 'Whenever it grows.',
    since: '0.1.0',
  },
  chappe_hits_waiting: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning:
      'Hits that are durable, and wait for their verdict or for the event log; beyond 50,000 the others are not counted',
    worry: 'When it stays higher than what comes in `CHAPPE_HIT_WINDOW`: the log cannot take events.',
    since: '0.1.0',
  },
  chappe_links_refused_total: {
    kind: 'counter',
    labels: { form: ['token', 'older'] },
    meaning:
      'Links that no account has signed, were cut or changed, or whose key was retired; `older` are those that were written for NP6',
    worry: 'When it grows steadily: a program cuts links, or somebody guesses.',
    since: '0.1.0',
  },
  chappe_inbound_messages_total: {
    kind: 'counter',
    labels: {
      way: ['smtp', 'http', 'folder'],
      result: ['taken', 'unknown', 'rejected', 'large', 'many', 'broken off', 'failed'],
    },
    meaning:
      'Mail that came in: `taken` is durable, `unknown` was for an address that no account has signed, `rejected` went round in circles, `large` and `many` were over a limit, `broken off` had no end or took too long, `failed` could not be stored and was told to come back later',
    worry:
      '`failed` whenever it grows. `unknown` when it grows steadily: somebody guesses, or a key was retired too early. `many` when the mail comes from a server of yours: raise the limit.',
    since: '0.1.0',
  },
  chappe_feedback_total: {
    kind: 'counter',
    labels: { made: MADE },
    meaning:
      'What inbound mail turned out to be, and so what was made of it: events of `bounce`, `complaint`, `reply` and `automatic`; nothing of `delivered`, which are delays and receipts too; marks but no event for a `copy`; the others are in quarantine by their reason. `forwarded` and `forward refused` are answers that were sent on',
    worry: '`unreadable` whenever it grows: report the message. `no report` when it is more than spam.',
    since: '0.1.0',
  },
  chappe_inbound_waiting: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning:
      'Inbound mail that is durable and has not become events yet, and answers that wait to be sent on',
    worry: 'When it keeps growing: see `chappe_feedback_total` and the log of the server.',
    since: '0.1.0',
  },
  chappe_canary_ok: {
    kind: 'gauge',
    labels: { account: ACCOUNT, part: CANARY_PARTS },
    meaning:
      '1 when the last scheduled canary of the account found this part of its path in order, 0 when it did not; none for what is not set up',
    worry: 'Whenever it is 0: `chappe canary show` says why, and what to do.',
    since: '0.1.0',
  },
  chappe_canary_seconds: {
    kind: 'gauge',
    labels: { account: ACCOUNT, part: CANARY_PARTS },
    meaning: 'How long this part took then. The part `link` waits for `CHAPPE_HIT_WINDOW`',
    worry: 'When it grows from day to day.',
    since: '0.1.0',
  },
  chappe_canary_broken_since_seconds: {
    kind: 'gauge',
    labels: { account: ACCOUNT, part: CANARY_PARTS },
    meaning:
      'When the first of the canaries ended that found this part broken one after the other, in seconds since 1970; none while it is in order',
    worry: 'Whenever there is one.',
    since: '0.1.0',
  },
  chappe_canary_run_seconds: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'When the last scheduled canary of the account ended, in seconds since 1970',
    worry: 'When it is older than the time between two canaries: the server does not get round to them.',
    since: '0.1.0',
  },
  chappe_log_head: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning: 'Last position of the log. Its growth counts the events that were stored, by whichever process',
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
