import { CANARY_PARTS } from '../canary/canary-parts.ts';
import { ROBOT_CLASSES } from '../events/model/robot-classes.ts';
import { ACCOUNT, type Metric } from './metric.ts';

/** What can be made of mail that came in. */
const MADE = [
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

/** The metrics of what leaves and of what comes back: the part of the table that is about mail. */
export const MAIL_METRICS = {
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
      'Hits that are durable, and wait for their verdict or for the event log, of accounts that had any since the start; beyond 50,000 the others are not counted',
    worry: 'When it stays higher than what comes in `CHAPPE_HIT_WINDOW`: the log cannot take events.',
    since: '0.1.0',
  },
  chappe_links_refused_total: {
    kind: 'counter',
    labels: { form: ['token', 'older', 'archive', 'destination'] },
    meaning:
      'Links that no account has signed, were cut or changed, or whose key was retired; `older` are those that were written for NP6, `archive` those to messages that are kept, also of messages that are kept no longer, and `destination` those that were signed but lead where links may not',
    worry: 'When it grows steadily: a program cuts links, or somebody guesses.',
    since: '0.1.0',
  },
  chappe_mirror_pages_total: {
    kind: 'counter',
    labels: { from: ['archive', 'action', 'nothing', 'damaged'] },
    meaning:
      'Mirror pages that were asked for: shown as the message left, from the `archive`; made again from the `action`; of `nothing` that is there any more; or not shown, as what is kept is `damaged`',
    worry: 'When `damaged` grows: the log of the server names the file. `chappe doctor` looks at it.',
    since: '0.1.0',
  },
  chappe_archive_failures_total: {
    kind: 'counter',
    labels: { reason: ['full', 'failed'] },
    meaning:
      'Times that a message which left could not be archived, because the disk was full or the file could not be written. The message and its events went on without it',
    worry: 'Whenever it grows: make room, or look at the file that the log of the server names.',
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
      'Inbound mail that is durable and has not become events yet, and answers that wait to be sent on; of accounts that had any since the start',
    worry: 'When it keeps growing: see `chappe_feedback_total` and the log of the server.',
    since: '0.1.0',
  },
  chappe_inbound_oldest_seconds: {
    kind: 'gauge',
    labels: { account: ACCOUNT },
    meaning:
      'For how long that inbound mail has waited to become events which has waited longest; 0 when none waits. A bounce that is faster than the activation of its message waits for it, up to a minute',
    worry: 'When it is minutes: `/health` tells so after ten, and the log of the server says why.',
    since: '0.1.0',
  },
  chappe_inbound_connections: {
    kind: 'gauge',
    labels: {},
    meaning: 'Connections of inbound SMTP',
    worry: 'When it stays near `CHAPPE_INBOUND_CONNECTIONS`: servers that bring mail are told to come later.',
    since: '0.1.0',
  },
  chappe_inbound_files_stuck: {
    kind: 'gauge',
    labels: {},
    meaning:
      'Files in `CHAPPE_INBOUND_FOLDER` that could not be taken, because they are too large, may not be read, or could not be stored, and those that were stored and could not be removed; each is tried again every second, and stored once',
    worry: 'Whenever it is not 0: the log of the server names each file.',
    since: '0.1.0',
  },
  chappe_quarantine_messages: {
    kind: 'gauge',
    labels: {},
    meaning:
      'Messages in `quarantine` of the data folder, of which nothing could be made; `chappe_feedback_total` counts them by reason',
    worry: 'When it grows: look at them.',
    since: '0.1.0',
  },
  chappe_quarantine_dropped_total: {
    kind: 'counter',
    labels: {},
    meaning:
      'Messages that were deleted from quarantine for newer ones, or were not kept at all, because of `CHAPPE_QUARANTINE_BYTES`',
    worry: 'When it grows, and somebody is meant to look at them.',
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
      'When the first of the canaries ended that found this part broken, or refused, one after the other, in seconds since 1970; none while it is in order',
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
} as const satisfies Record<string, Metric>;
