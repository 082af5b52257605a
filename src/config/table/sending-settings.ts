import { domainName, wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** By which names messages leave, and how long they are tried. */
export const SENDING_SETTINGS = {
  defaultDomain: {
    env: 'CHAPPE_DEFAULT_DOMAIN',
    kind: domainName(),
    default: 'chappe.invalid',
    unit: 'domain',
    meaning:
      'Domain that every account may send e-mail from: the one that actions name `defaultdomain`, or do not name at all',
    change:
      'When accounts shall send without a domain of their own. Messages from it are signed for accounts that have added it with chappe domain add, and for no others.',
    since: '0.1.0',
  },
  retryHours: {
    env: 'CHAPPE_RETRY_HOURS',
    kind: wholeNumber(1, 240),
    default: 48,
    unit: 'hours',
    meaning:
      'How long a message is tried that no server takes: then it bounces. Urgent ones are tried for four hours at most. A message keeps the time that held when it was asked for',
    change:
      'Raise it when your relay, or those who you write to, may be out of reach for days; lower it for news that nobody wants later.',
    since: '0.1.0',
  },
  idempotencyHours: {
    env: 'CHAPPE_IDEMPOTENCY_HOURS',
    kind: wholeNumber(1, 720),
    default: 24,
    unit: 'hours',
    meaning:
      'How long the answer to a request to send is remembered that has the header `Idempotency-Key`, so that a repetition sends nothing again; each keeps the time that held when it was made',
    change: 'Raise it when your programs repeat requests for longer, such as over a weekend.',
    since: '0.1.0',
  },
  mailHost: {
    env: 'CHAPPE_MAIL_HOST',
    kind: domainName('auto'),
    default: 'auto',
    unit: 'host name',
    meaning:
      'Name by which the server introduces itself to other mail servers, and to which bounces come back; `auto` is the name of the machine',
    change:
      'When the machine has another name than the one that DNS gives its public address: mailboxes compare the two.',
    since: '0.1.0',
  },
} as const satisfies Record<string, Setting>;
