import { type FamilyCase, parts, REPORT } from './family-case.ts';

/** Mail servers that write a delivery status, by RFC 3464 or nearly so. */
export const SERVER_FAMILIES: readonly FamilyCase[] = [
  {
    family: 'Postfix',
    head: [
      'From: MAILER-DAEMON@mx.relay.example (Mail Delivery System)',
      'Subject: Undelivered Mail Returned to Sender',
      REPORT,
    ],
    body: parts(
      [
        'This is the mail system at host mx.relay.example.',
        '',
        '<gone@there.example>: host in.there.example[192.0.2.1] said: 550 5.1.1',
        '    <gone@there.example>: Recipient address rejected: User unknown in virtual',
        '    mailbox table (in reply to RCPT TO command)',
      ],
      [
        'Reporting-MTA: dns; mx.relay.example',
        'X-Postfix-Sender: rfc822; bounce@sender.example',
        '',
        'Final-Recipient: rfc822; gone@there.example',
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; in.there.example',
        'Diagnostic-Code: smtp; 550 5.1.1 <gone@there.example>: Recipient address',
        '    rejected: User unknown in virtual mailbox table',
      ],
    ),
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'Postfix, filter after the message',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      [
        '<ada@there.example>: host in.there.example[192.0.2.1] said: 550 Unknown user',
        '    ada@there.example (in reply to end of DATA command)',
      ],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; ada@there.example',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 Unknown user ada@there.example',
      ],
    ),
    says: ['bounce ada@there.example 5.0.0 soft refused after the message'],
  },
  {
    family: 'sendmail',
    head: [
      'From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>',
      'Subject: Returned mail: see transcript for details',
      REPORT,
    ],
    body: parts(
      [
        '   ----- The following addresses had permanent fatal errors -----',
        '<gone@there.example>',
        '    (reason: 550 Host unknown)',
        '',
        '   ----- Transcript of session follows -----',
        '550 5.1.2 <gone@there.example>... Host unknown (Name server: there.example: host not found)',
      ],
      [
        'Reporting-MTA: dns; relay.example',
        '',
        'Final-Recipient: RFC822; gone@there.example',
        'Action: failed',
        'Status: 5.1.2',
        'Remote-MTA: DNS; there.example',
      ],
    ),
    says: ['bounce gone@there.example 5.1.2 hard unknown domain'],
  },
  {
    family: 'Exchange, in German',
    head: ['From: postmaster@there.example', 'Subject: Unzustellbar: News', REPORT],
    body: parts(
      [
        'Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:',
        '',
        'gone@there.example<mailto:gone@there.example>',
        'Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.',
      ],
      [
        'Reporting-MTA: dns;EX01.there.example',
        '',
        'Final-recipient: RFC822;gone@there.example',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
        'X-Display-Name: gone@there.example',
      ],
    ),
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'Domino, in French',
    head: ['From: postmaster@there.example', 'Subject: DELIVERY FAILURE: Utilisateur inconnu', REPORT],
    body: parts(
      ['Votre message', '  Objet : News', "n'a pas été remis à : gone@there.example"],
      [
        'Reporting-MTA: dns;domino.there.example',
        '',
        'Final-Recipient: rfc822;gone@there.example',
        'Action: failed',
        'Status: 5.1.1',
        "Diagnostic-Code: X-Notes; L'utilisateur gone (gone@there.example) n'est pas répertorié dans l'annuaire Domino",
      ],
    ),
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'GroupWise',
    head: [
      'From: Mail Delivery Subsystem <postmaster@gw.there.example>',
      'Subject: Undeliverable: News',
      REPORT,
    ],
    body: parts(
      [
        'The message that you sent was undeliverable to the following:',
        '  gone@there.example (user not found)',
      ],
      [
        'Reporting-MTA: dns; gwia.there.example',
        '',
        'Final-Recipient: rfc822; gone@there.example',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 gone@there.example: user not found',
      ],
    ),
    says: ['bounce gone@there.example 5.1.1 hard unknown user'],
  },
  {
    family: 'Courier',
    head: [
      'From: "Courier mail server at relay.example" <>',
      'Subject: NOTICE: mail delivery status.',
      REPORT,
    ],
    body: parts(
      [
        'UNDELIVERABLE MAIL',
        '',
        'Your message to the following recipients cannot be delivered:',
        '',
        '<gone@there.example>:',
        '    in.there.example [192.0.2.1]:',
        '>>> RCPT TO:<gone@there.example>',
        '<<< 550 User unknown.',
      ],
      [
        'Reporting-MTA: dns; relay.example',
        '',
        'Final-Recipient: rfc822; gone@there.example',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 User unknown.',
      ],
    ),
    says: ['bounce gone@there.example 5.0.0 hard unknown user'],
  },
  {
    family: 'a gateway that tells neither a code nor when it was refused',
    head: ['From: MAILER-DAEMON@gateway.example', 'Subject: Mail delivery failed', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; gateway.example',
        '',
        'Final-Recipient: rfc822; gone@there.example',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 no such user here',
      ],
    ),
    says: ['bounce gone@there.example 5.0.0 soft unconfirmed user'],
  },
  {
    family: 'PowerMTA',
    head: ['From: PowerMTA <postmaster@relay.example>', 'Subject: Delivery report', REPORT],
    body: parts(
      ['<gone@there.example> delivery failed; will not continue trying'],
      [
        'Reporting-MTA: dns;relay.example',
        '',
        'Final-Recipient: rfc822;gone@there.example',
        'Action: failed',
        'Status: 5.0.0 (undefined status)',
        'Diagnostic-Code: smtp;550 no such user here',
        'X-PowerMTA-BounceCategory: bad-mailbox',
      ],
    ),
    says: ['bounce gone@there.example 5.0.0 hard unknown user'],
  },
  {
    family: 'Oracle Messaging Server',
    head: [
      'From: Internet Mail Delivery <postmaster@relay.example>',
      'Subject: Delivery Notification: Delivery has failed',
      REPORT,
    ],
    body: parts(
      [
        'This report relates to a message you sent.',
        '',
        'Your message cannot be delivered to the following recipients:',
        '',
        '  Recipient address: full@there.example',
        '  Reason: Over quota',
      ],
      [
        'Reporting-MTA: dns;relay.example (tcp-daemon)',
        '',
        'Original-recipient: rfc822;full@there.example',
        'Final-recipient: rfc822;full@there.example',
        'Action: failed',
        'Status: 5.2.2 (Over quota)',
      ],
    ),
    says: ['bounce full@there.example 5.2.2 soft mailbox full'],
  },
  {
    family: 'Amazon SES',
    head: [
      'From: MAILER-DAEMON@amazonses.example',
      'Subject: Delivery Status Notification (Failure)',
      REPORT,
    ],
    body: parts(
      [
        'An error occurred while trying to deliver the mail to the following recipients:',
        'late@there.example',
      ],
      [
        'Reporting-MTA: dns; a1.amazonses.example',
        '',
        'Action: failed',
        'Final-Recipient: rfc822; late@there.example',
        'Diagnostic-Code: smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>',
        'Status: 4.4.7',
      ],
    ),
    says: ['bounce late@there.example 4.4.2 soft enhanced code'],
  },
  {
    family: 'OpenSMTPD, a delay',
    head: [
      'From: Mailer Daemon <MAILER-DAEMON@relay.example>',
      'Subject: Delivery status notification: delayed',
      REPORT,
    ],
    body: parts(
      [
        'Please note that this is only a temporary failure report.',
        '',
        '    late@there.example: Operation timed out',
      ],
      [
        'Reporting-MTA: dns; relay.example',
        '',
        'Final-Recipient: rfc822; late@there.example',
        'Action: delayed',
        'Status: 4.4.1',
      ],
    ),
    says: ['none late@there.example 4.4.1 soft enhanced code'],
  },
];
