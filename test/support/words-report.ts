/** A report in words of a mailbox that does not exist. */
export const WORDS_REPORT = [
  'Return-Path: <>',
  'From: MAILER-DAEMON@mx.example.org',
  'To: bounces@news.example.com',
  'Subject: Undelivered Mail Returned to Sender',
  '',
  '<lost@example.org>: host in.example.org said:',
  '    550 5.1.1 User unknown',
  '',
].join('\r\n');
