import { randomUUID } from 'node:crypto';

/** A report by RFC 3464 that a canary came back, as a mail server writes it. */
export function canaryReport(returnPath: string, recipient: string, date: Date): Buffer {
  const boundary = randomUUID();
  return Buffer.from(
    [
      'From: Chappe canary <>',
      `To: <${returnPath}>`,
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <${randomUUID()}@canary.invalid>`,
      `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'Chappe made this report itself, to check that reports arrive and become events.',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; canary.invalid',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      'Status: 5.0.0',
      'Diagnostic-Code: smtp; 550 5.0.0 canary: the message was delivered, and this report is a test',
      '',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  );
}
