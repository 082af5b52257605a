import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateEvent } from '../../events/model/validate.ts';
import type { Stage } from '../email-transport.ts';
import { refusalOf, unreachable } from '../smtp/smtp-trouble.ts';
import { bounceOf } from './bounce-of.ts';

/** What a server says, and how it is understood: verdict, subject / detail, rule. */
const SAID: readonly [string, string][] = [
  [
    '550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in virtual mailbox table',
    'hard, address / bad destination mailbox address, unknown user',
  ],
  [
    '550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n550-5.1.1 double-checking\r\n550 5.1.1 learn more',
    'hard, address / bad destination mailbox address, unknown user',
  ],
  ['550 5.0.0 No user found', 'hard, address / bad destination mailbox address, unknown user'],
  ['550 No such user here', 'hard, address / bad destination mailbox address, unknown user'],
  [
    '550 Requested action not taken: mailbox unavailable',
    'hard, address / bad destination mailbox address, unknown user',
  ],
  ['554 5.7.1 unknown recipient', 'hard, address / bad destination mailbox address, unknown user'],
  ['550 5.1.1 xyz', 'hard, address / bad destination mailbox address, enhanced code'],
  ['450 4.1.1 user unknown in relay table', 'soft, address / bad destination mailbox address, enhanced code'],
  [
    '550 5.2.1 The mailbox is disabled',
    'soft, mailbox / mailbox disabled, not accepting messages, mailbox disabled',
  ],
  ['554 account suspended', 'soft, mailbox / mailbox disabled, not accepting messages, mailbox disabled'],
  ['552 5.2.2 The recipient mailbox is over its storage quota', 'soft, mailbox / mailbox full, mailbox full'],
  ['452 4.2.2 mailbox full', 'soft, mailbox / mailbox full, mailbox full'],
  ['452 4.2.2 Insufficient system storage', 'soft, mailbox / mailbox full, mailbox full'],
  ['452 Insufficient system storage', 'soft, mail system / mail system full, system full'],
  ['452 4.3.1 Insufficient system storage', 'soft, mail system / mail system full, system full'],
  ['552 5.3.1 Not enough disk space', 'soft, mail system / mail system full, system full'],
  ['552 5.3.1 Over quota', 'soft, mailbox / mailbox full, mailbox full'],
  ['550 5.3.1 User unknown', 'hard, address / bad destination mailbox address, unknown user'],
  ['552 xyz', 'soft, mailbox / mailbox full, reply code'],
  [
    '552 5.3.4 message is larger than the server takes',
    'soft, mail system / message too big for system, message too large',
  ],
  [
    '554 5.7.1 Message rejected as spam',
    'soft, security or policy / delivery not authorized, message refused, unwanted message',
  ],
  [
    '550 5.7.26 Unauthenticated email is not accepted due to DMARC policy',
    'soft, security or policy / delivery not authorized, message refused, not authenticated',
  ],
  [
    '554 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
    'soft, security or policy / delivery not authorized, message refused, unwanted message',
  ],
  [
    '550 5.1.8 Sender address rejected: Domain not found',
    'soft, security or policy / delivery not authorized, message refused, sender refused',
  ],
  [
    '550 5.7.1 Sender unknown: user does not exist',
    'soft, security or policy / delivery not authorized, message refused, sender refused',
  ],
  [
    '451 4.7.1 Greylisting in action, please come back later',
    'soft, security or policy / delivery not authorized, message refused, greylisting',
  ],
  [
    '421 4.7.0 Too many messages from your address',
    'soft, network and routing / mail system congestion, too many messages',
  ],
  ['421 closing', 'soft, network and routing / mail system congestion, reply code'],
  ['550 5.4.4 Invalid domain', 'hard, address / bad destination system address, unknown domain'],
  ['554 the domain is not reachable', 'hard, address / bad destination system address, unknown domain'],
  ['450 4.1.2 Domain not found', 'soft, address / bad destination system address, enhanced code'],
  [
    '550 5.1.1 Refused due to recipient preferences',
    'soft, security or policy / delivery not authorized, message refused, recipient preference',
  ],
  ['550 5.7.26 xyz', 'soft, security or policy, enhanced code'],
  ['550 Denied', 'soft, other or undefined status'],
  [
    '550 5.7.0 <a@b.c>: Recipient address rejected: Virus detected',
    'soft, security or policy / delivery not authorized, message refused, virus',
  ],
  [
    '550 5.4.1 Recipient address rejected: Access denied.',
    'hard, address / bad destination mailbox address, hidden directory',
  ],
  ['521 5.3.2 this host takes no mail', 'hard, address / bad destination system address, host takes no mail'],
  [
    '550 5.4.7 delivery time expired: user unknown',
    'soft, network and routing / delivery time expired, expired',
  ],
  [
    '553 5.7.1 <a@b.c>: Recipient address rejected: Access denied',
    'hard, address / bad destination mailbox address, hidden directory',
  ],
  ['550 5.1.6 recipient no longer on server', 'hard, address / mailbox has moved, moved'],
  [
    '554 5.7.1 <a@b.c>: Relay access denied',
    'soft, security or policy / delivery not authorized, message refused, relaying denied',
  ],
  [
    '554 5.4.6 Too many hops (possible mail loop)',
    'soft, network and routing / routing loop detected, mail loop',
  ],
  ['556 5.1.10 domain does not accept mail', 'hard, address / bad destination system address, null mx'],
  [
    '550 user unknown, see https://abuse.example.org',
    'hard, address / bad destination mailbox address, unknown user',
  ],
  ['550 utilisateur inconnu', 'hard, address / bad destination mailbox address, unknown user'],
  ['554 5.9.9 xyz', 'soft, other or undefined status, enhanced code'],
];

const NO_SENDER = 'soft, security or policy / delivery not authorized, message refused, sender refused';

/** What is said before the recipient is named. */
const SAID_BEFORE: readonly [Stage, string, string][] = [
  ['greeting', '554 no such host here', NO_SENDER],
  ['greeting', '521 5.3.2 no mail', 'hard, address / bad destination system address, host takes no mail'],
  ['login', '535 invalid user or password', NO_SENDER],
  ['sender', '550 5.1.1 user unknown', NO_SENDER],
  ['sender', '550 xyz', NO_SENDER],
  [
    'sender',
    '552 5.3.4 Message size exceeds fixed limit',
    'soft, mail system / message too big for system, message too large',
  ],
  ['sender', '451 4.3.0 xyz', 'soft, mail system / other or undefined mail system status, enhanced code'],
];

function told(reply: string, stage: Stage = 'recipient'): string {
  const { analysis } = bounceOf(refusalOf('mx.example.com', stage, Number(reply.slice(0, 3)), reply));
  return line(analysis);
}

function line({ verdict, subject, rule }: ReturnType<typeof bounceOf>['analysis']): string {
  const detail = 'detail' in subject ? ` / ${subject.detail?.type}` : '';
  return `${verdict}, ${subject.type}${detail}${rule === undefined ? '' : `, ${rule}`}`;
}

describe('a refusal', () => {
  for (const [reply, expected] of SAID) {
    it(`is understood: ${reply.slice(0, 60).replaceAll('\r\n', ' ')}`, () =>
      assert.equal(told(reply), expected));
  }

  for (const [stage, reply, expected] of SAID_BEFORE) {
    it(`says nothing of the recipient before it is named: ${reply}, at ${stage}`, () =>
      assert.equal(told(reply, stage), expected));
  }

  it('keeps codes and words, and is a bounce of the event model', () => {
    const refusal = refusalOf(
      'mx.example.com',
      'recipient',
      550,
      '550-5.1.1 no such\r\n550 5.1.1 user\u0007',
    );
    const bounce = bounceOf(refusal);
    assert.deepEqual(bounce.status, {
      type: 'sync',
      code: { enhanced: '5.1.1', basic: 550 },
      diagnostic: '550-5.1.1 no such user',
      mta: 'mx.example.com',
    });
    const id = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';
    const activation = {
      id: '000PE4',
      kind: 'message',
      receiver: { type: 'id', value: '000R4M0T' },
      stamp: { time: 1, id, thread: id },
    };
    for (const failure of [
      refusal,
      unreachable('', 'lookup', 'domain without mail', 'x'),
      unreachable('h', 'tls', 'certificate', 'x'),
    ]) {
      const event = {
        type: 'bounce',
        id,
        timestamp: 2,
        identity: { type: 'customer', agency: 'DEMO', customer: '028' },
        source: { type: 'email', detail: { activation, bounce: bounceOf(failure) } },
      };
      assert.equal(validateEvent(event).flaws, undefined);
    }
  });
});

describe('a domain that cannot be reached', () => {
  it('is hard when it does not exist or takes no mail, as in the reference', () => {
    const gone = bounceOf(
      unreachable('', 'lookup', 'no such domain', 'bad destination system: no such domain'),
    );
    assert.equal(line(gone.analysis), 'hard, address / bad destination system address, no such domain');
    assert.deepEqual(gone.status, {
      type: 'sync',
      code: { enhanced: '5.1.2' },
      diagnostic: 'bad destination system: no such domain',
      mta: '',
    });
    const none = bounceOf(unreachable('', 'lookup', 'domain without mail', 'null MX'));
    assert.equal(line(none.analysis), 'hard, address / bad destination system address, null mx');
  });

  it('is soft when it has no hosts or they do not answer', () => {
    const hosts = bounceOf(
      unreachable('', 'lookup', 'no mail hosts', 'unable to route: no mail hosts for domain'),
    );
    assert.equal(line(hosts.analysis), 'soft, other or undefined status, no mail hosts');
    const silent = bounceOf(unreachable('mx', 'connection', 'connection', 'connect ECONNREFUSED'));
    assert.equal(line(silent.analysis), 'soft, network and routing / no answer from host, enhanced code');
    const certificate = bounceOf(unreachable('mx', 'tls', 'certificate', 'self-signed certificate'));
    assert.equal(
      line(certificate.analysis),
      'soft, security or policy / cryptographic failure, enhanced code',
    );
  });
});
