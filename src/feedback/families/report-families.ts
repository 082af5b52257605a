/** A message in the form that one family of mail systems has for it, and what it says. */
export type FamilyCase = {
  family: string;
  head: readonly string[];
  body: readonly string[];
  /** `kind recipient status verdict rule` of each finding. */
  says: readonly string[];
};

/** A multipart report: the part for people, the part for machines, and the message. */
export function parts(people: readonly string[], machines: readonly string[]): string[] {
  return [
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...people,
    '',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    ...machines,
    '',
    '--b1',
    'Content-Type: message/rfc822',
    '',
    'From: news@sender.example',
    'To: someone@else.example',
    'Subject: News',
    '',
    'Hello',
    '--b1--',
  ];
}

const REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"';

/** Families that write a delivery status, by RFC 3464 or nearly so. */
export const STANDARD_FAMILIES: readonly FamilyCase[] = [
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
    family: 'Exchange Online',
    head: ['From: postmaster@tenant.example', 'Subject: Undeliverable: News', REPORT],
    body: parts(
      ['Your message to gone@there.example couldn’t be delivered.'],
      [
        'Reporting-MTA: dns;XX1PR01MB0001.prod.example',
        '',
        'Final-Recipient: rfc822;gone@there.example',
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ],
    ),
    says: ['bounce gone@there.example 5.1.10 hard unknown user'],
  },
  {
    family: 'Exchange Online, hidden directory',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; gone@there.example',
        'Action: failed',
        'Status: 5.4.1',
        'Diagnostic-Code: smtp; 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)',
      ],
    ),
    says: ['bounce gone@there.example 5.4.1 hard hidden directory'],
  },
  {
    family: 'Outlook.com, sender not verified',
    head: ['From: postmaster@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; ada@outlook.example',
        'Action: failed',
        'Status: 5.7.515',
        "Diagnostic-Code: smtp; 550 5.7.515 Access denied, sending domain sender.example doesn't meet the required authentication level.",
      ],
    ),
    says: ['bounce ada@outlook.example 5.7.515 soft enhanced code'],
  },
  {
    family: 'Gmail, address that does not exist',
    head: [
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Subject: Delivery Status Notification (Failure)',
      'X-Failed-Recipients: gone@gmail.example',
      REPORT,
    ],
    body: parts(
      ['** Address not found **', '', "Your message wasn't delivered to gone@gmail.example."],
      [
        'Reporting-MTA: dns; googlemail.com',
        '',
        'Final-Recipient: rfc822; gone@gmail.example',
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; gmail-smtp-in.l.google.example',
        'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try',
        " 550-5.1.1 double-checking the recipient's email address for typos or",
        ' 550 5.1.1 unnecessary spaces. a1-20020a05si123 - gsmtp',
      ],
    ),
    says: ['bounce gone@gmail.example 5.1.1 hard unknown user'],
  },
  {
    family: 'Gmail, mailbox over quota',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; full@gmail.example',
        'Action: failed',
        'Status: 5.2.2',
        'Diagnostic-Code: smtp; 552-5.2.2 The email account that you tried to reach is over quota. 552 5.2.2 - gsmtp',
      ],
    ),
    says: ['bounce full@gmail.example 5.2.2 soft mailbox full'],
  },
  {
    family: 'Yahoo, too many complaints',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; ada@yahoo.example',
        'Action: failed',
        'Status: 4.7.0',
        'Diagnostic-Code: smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.5 temporarily deferred due to unexpected volume or user complaints',
      ],
    ),
    says: ['bounce ada@yahoo.example 4.7.0 soft unwanted message'],
  },
  {
    family: 'iCloud',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; full@icloud.example',
        'Action: failed',
        'Status: 5.2.2',
        'Diagnostic-Code: smtp; 552 5.2.2 <full@icloud.example>: user is over quota',
      ],
    ),
    says: ['bounce full@icloud.example 5.2.2 soft mailbox full'],
  },
  {
    family: 'Orange, in French',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; gone@orange.example',
        'Action: failed',
        'Status: 5.1.1',
        "Diagnostic-Code: smtp; 550 5.1.1 Adresse d'au moins un destinataire invalide. Invalid recipient. OFR204_418 [418]",
      ],
    ),
    says: ['bounce gone@orange.example 5.1.1 hard unknown user'],
  },
  {
    family: 'La Poste, account blocked',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; ada@laposte.example',
        'Action: failed',
        'Status: 5.5.0',
        'Diagnostic-Code: smtp; 550 5.5.0 Le compte du destinataire est bloque. LPN007_426',
      ],
    ),
    says: ['bounce ada@laposte.example 5.5.0 soft mailbox disabled'],
  },
  {
    family: 'GMX, no reverse DNS',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; ada@gmx.example',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 554-gmx.example (mxgmx001) Nemesis ESMTP Service not available 554-No SMTP service 554 Bad DNS PTR resource record.',
      ],
    ),
    says: ['bounce ada@gmx.example 5.0.0 soft sending host refused'],
  },
  {
    family: 'QQ',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['It did not work.'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; gone@qq.example',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 Mailbox unavailable or access denied [192.0.2.9. IP: 192.0.2.9]',
      ],
    ),
    says: ['bounce gone@qq.example 5.0.0 soft mailbox disabled'],
  },
  {
    family: 'a domain with a null MX',
    head: ['From: MAILER-DAEMON@mx.relay.example', 'Subject: Undelivered Mail Returned to Sender', REPORT],
    body: parts(
      ['<ada@none.example>: Domain none.example does not accept mail (nullMX)'],
      [
        'Reporting-MTA: dns; mx.relay.example',
        '',
        'Final-Recipient: rfc822; ada@none.example',
        'Action: failed',
        'Status: 5.1.0',
        'Diagnostic-Code: X-Postfix; Domain none.example does not accept mail (nullMX)',
      ],
    ),
    says: ['bounce ada@none.example 5.1.0 hard null mx'],
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
