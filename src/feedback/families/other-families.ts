import type { FamilyCase } from './family-case.ts';

function receipt(subject: string, people: string, disposition: string): Pick<FamilyCase, 'head' | 'body'> {
  return {
    head: [
      'From: Ada <ada@there.example>',
      `Subject: ${subject}`,
      'Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"',
    ],
    body: [
      '--b1',
      'Content-Type: text/plain',
      '',
      people,
      '--b1',
      'Content-Type: message/disposition-notification',
      '',
      'Final-Recipient: rfc822; ada@there.example',
      `Disposition: ${disposition}`,
      '--b1--',
    ],
  };
}

/** What comes back and is no bounce, though much in it looks like one. */
export const OTHER_FAMILIES: readonly FamilyCase[] = [
  {
    family: 'vacation note of a mailbox with the name of an office',
    head: [
      'From: Admin <admin@there.example>',
      'Subject: Automatic reply: News',
      'Auto-Submitted: auto-replied',
    ],
    body: ['Your message was not forwarded. Write to', 'bob@there.example'],
    says: ['automatic admin@there.example null null null'],
  },
  {
    family: 'vacation note of a postmaster',
    head: ['From: Postmaster <postmaster@there.example>', 'Subject: Out of office'],
    body: ['Your message was not forwarded. Write to', 'bob@there.example'],
    says: ['automatic postmaster@there.example null null null'],
  },
  {
    family: 'vacation note about a message of undelivered things',
    head: [
      'Return-Path: <>',
      'From: Ada <ada@there.example>',
      'Subject: Re: Undelivered parcels',
      'Auto-Submitted: auto-replied',
    ],
    body: ['I am away. Write to', 'bob@there.example'],
    says: ['automatic ada@there.example null null null'],
  },
  {
    family: 'note of a desk that took a request',
    head: [
      'From: Desk <notification@desk.example>',
      'Subject: [Ticket 1] Your request was received',
      'Auto-Submitted: auto-generated',
    ],
    body: ['Your request was not lost. If an answer failed to come, write to', 'bob@desk.example'],
    says: ['automatic notification@desk.example null null null'],
  },
  {
    family: 'note that somebody left',
    head: ['From: system@there.example', 'Subject: New address', 'Auto-Submitted: auto-replied'],
    body: ['Ada has left, and her mail is returned. Write to', 'eve@there.example'],
    says: ['automatic system@there.example null null null'],
  },
  {
    family: 'report on DMARC',
    head: ['From: postmaster@isp.example', 'Subject: Report domain: sender.example Submitter: isp.example'],
    body: ['Nothing failed. Questions to', 'dmarc@isp.example'],
    says: ['reply postmaster@isp.example null null null'],
  },
  {
    family: 'report on TLS',
    head: [
      'From: smtp-tls@isp.example',
      'Subject: Report Domain: sender.example Submitter: isp.example',
      'Content-Type: multipart/report; report-type=tlsrpt; boundary="b1"',
    ],
    body: [
      '--b1',
      'Content-Type: text/plain',
      '',
      'Nothing failed. Questions to',
      'help-tls@isp.example',
      '--b1--',
    ],
    says: ['automatic smtp-tls@isp.example null null null'],
  },
  {
    family: 'receipt of who read it',
    ...receipt('Read: News', 'Your message was displayed.', 'manual-action/MDN-sent-manually; displayed'),
    says: ['automatic ada@there.example null null null'],
  },
  {
    family: 'receipt of who deleted it',
    ...receipt(
      'Not read: News',
      'Your message to ada@there.example was not read.',
      'automatic-action/MDN-sent-automatically; deleted',
    ),
    says: ['automatic ada@there.example null null null'],
  },
  {
    family: 'person who tells of a bounce and quotes it',
    head: ['From: Ada <ada@there.example>', 'Subject: RE: Undeliverable: News'],
    body: [
      'My mail to bob@there.example failed permanently.',
      '-----Original Message-----',
      'From: MAILER-DAEMON@relay.example',
      'To: ada@there.example',
      'Subject: failure notice',
      '',
      '<bob@there.example>: user unknown',
    ],
    says: ['reply ada@there.example null null null'],
  },
];
