import { type FamilyCase, parts, REPORT } from './family-case.ts';

/** Providers of mailboxes that write a delivery status, by RFC 3464 or nearly so, or are quoted in one. */
export const PROVIDER_FAMILIES: readonly FamilyCase[] = [
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
];
