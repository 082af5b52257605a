import { type FamilyCase, parts } from './family-case.ts';

const STATUS = [
  'Reporting-MTA: dns; inner.example',
  '',
  'Final-Recipient: rfc822; gone@there.example',
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 No such user',
];

/** A whole report, with its header. */
const INNER: readonly string[] = [
  'Return-Path: <>',
  'Received: from inner.example by relay.example; Mon, 1 Jun 2026 10:00:00 +0000',
  'From: MAILER-DAEMON@inner.example (Mail Delivery System)',
  'To: relay@relay.example',
  'Subject: Undelivered Mail Returned to Sender',
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
  '',
  ...parts(['<gone@there.example>: No such user'], STATUS),
];

const IN_WORDS: readonly string[] = [
  'From: MAILER-DAEMON@inner.example',
  'To: relay@relay.example',
  'Subject: failure notice',
  '',
  '<full@there.example>:',
  'The users mailfolder is over the allowed quota (size). (#5.2.2)',
];

function around(people: readonly string[], enclosed: readonly string[]): string[] {
  return [
    '--outer',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...people,
    '--outer',
    'Content-Type: message/rfc822',
    '',
    ...enclosed,
    '--outer--',
  ];
}

const MIXED = 'Content-Type: multipart/mixed; boundary="outer"';

/** Reports that were sent on inside another message. */
export const SENT_ON_FAMILIES: readonly FamilyCase[] = [
  {
    family: 'a gateway that encloses a report and names nobody itself',
    head: [
      'From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>',
      'Subject: Returned mail: User unknown',
      MIXED,
    ],
    body: around(['----- The following addresses had permanent delivery errors -----'], INNER),
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'a gateway that encloses a report in words',
    head: ['From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>', 'Subject: Returned mail', MIXED],
    body: around(['The report is attached.'], IN_WORDS),
    says: ['bounce full@there.example 5.2.2 soft mailbox full'],
  },
  {
    family: 'a provider that sends a report on in its text',
    head: ['From: MAILER-DAEMON@relay.example', 'Subject: Undelivered Mail Returned to Sender'],
    body: [
      'For further assistance, please contact <support@relay.example>.',
      '',
      '---------------------------------',
      'From MAILER-DAEMON  Mon Jun  1 10:00:00 2026',
      ...INNER,
    ],
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'a person who sends a report on',
    head: ['From: Ada <ada@sender.example>', 'Subject: FW: Undelivered Mail', MIXED],
    body: around(['See what came back.'], INNER),
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'a person who sends on what is only in words: that may be about anything',
    head: ['From: Ada <ada@sender.example>', 'Subject: What came back', MIXED],
    body: around(['See what came back.'], IN_WORDS),
    says: ['reply ada@sender.example null null null'],
  },
  {
    family: 'a report of which the message given back looks like one',
    head: ['From: MAILER-DAEMON@relay.example', 'Subject: Undelivered Mail Returned to Sender', MIXED],
    body: around(
      ['Unable to deliver message to the following:', '<late@there.example>: Connection timed out'],
      INNER,
    ),
    says: ['bounce late@there.example 5.4.1 soft no answer'],
  },
];
