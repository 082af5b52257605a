/** Mail that comes back, as mail servers and mailboxes write it. */

export type ReportWish = {
  /** The Message-ID of the report. */
  id?: string;
  action?: 'failed' | 'delayed' | 'delivered';
  status?: string;
  diagnostic?: string;
  recipient?: string;
  /** What is quoted of the message. */
  quoted?: string;
};

/** A report by RFC 3464. */
export function deliveryReport(to: string, wish: ReportWish = {}): string {
  const {
    id = '<report@mx.test>',
    action = 'failed',
    status = '5.1.1',
    diagnostic = '550 5.1.1 no such user here',
    recipient = 'ada@example.com',
    quoted = 'Subject: Hello',
  } = wish;
  return lines(
    'From: Mail Delivery System <MAILER-DAEMON@mx.test>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: ${id}`,
    'Date: Thu, 26 Nov 2026 10:00:00 +0000',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.test.',
    '',
    `<${recipient}>: ${diagnostic}`,
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.test',
    'Arrival-Date: Thu, 26 Nov 2026 09:59:59 +0000',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    quoted,
    '',
    '--b--',
  );
}

/** A complaint by RFC 5965, as mailboxes send it to an address that was agreed on. */
export function complaintReport(quoted: string, type = 'abuse'): string {
  return lines(
    'From: feedback@mailbox.test',
    'To: fbl@sender.test',
    'Subject: complaint',
    'Message-ID: <complaint@mailbox.test>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    'Reporting-MTA: dns; mailbox.test',
    '--b',
    'Content-Type: message/rfc822',
    '',
    quoted,
    '--b--',
  );
}

/** What a reader answers, or a machine in its place. */
export function answer(to: string, text: string, headers: readonly string[] = []): string {
  return lines(
    'From: Ada <ada@example.com>',
    `To: ${to}`,
    'Subject: Re: Hello',
    'Message-ID: <answer@example.com>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text,
  );
}

function lines(...all: readonly string[]): string {
  return all.join('\r\n');
}
