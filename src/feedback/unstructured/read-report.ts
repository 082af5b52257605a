import { isAggregateReport } from '../aggregate-report.ts';
import { bounceOfReport } from '../bounce-report.ts';
import { fieldGroups } from '../field-groups.ts';
import type { Finding } from '../finding.ts';
import { isHomeOf } from '../home-system.ts';
import { addressesIn, type MailParts } from '../mail-parts.ts';
import { reportTypeOf } from '../report-type.ts';
import { hasNoPathBack } from '../return-path.ts';
import { hostIn, readDeliveryStatus } from '../rfc3464/delivery-status.ts';
import { hasAutomaticSubject } from '../rfc3834/automatic.ts';
import { FAILED_DELIVERY } from './failed-delivery.ts';
import {
  ANSWERS,
  DAEMONS,
  DELAY_WORDS,
  FAILURE_WORDS,
  REPORT_SENDERS,
  REPORT_SUBJECTS,
} from './report-marks.ts';
import { type ReportText, recipientsIn, reportText, wordsOf } from './report-text.ts';

/** What a report in words says of each recipient that it names; nothing when the message is no report, or names none. */
export function readReport(mail: MailParts): Finding[] {
  if (!isReport(mail)) return [];
  const text = reportText(mail.text);
  const fields = readDeliveryStatus(text.lines.join('\n'), () => text.lines.join('\n'));
  return fields.length > 0 ? fields : findingsOf(mail, text, recipientsOf(mail, text));
}

/** A report that names nobody is about the one to whom the message was that it gives back. */
export function readNamelessReport(mail: MailParts): Finding[] {
  if (!isReport(mail)) return [];
  const text = reportText(mail.text);
  const original = fieldGroups(originalOf(mail, text))[0] ?? new Map<string, string[]>();
  const recipients = (original.get('to') ?? [])
    .flatMap(addressesIn)
    .filter((address) => address.includes('@'));
  return findingsOf(mail, text, recipients.slice(0, 1));
}

/**
 * A daemon's name is enough; a subject alone could be a person's, whose return path is neither empty nor a daemon's. What says of itself
 * that it is something else is none, such as a note of absence, a receipt, or a report on DMARC.
 */
export function isReport(mail: MailParts): boolean {
  if (mail.fields('x-failed-recipients').length > 0) return true;
  const type = reportTypeOf(mail);
  if (type !== undefined) return type === 'delivery-status';
  if (hasAutomaticSubject(mail) || isAggregateReport(mail)) return false;
  if (returnsMessage(mail)) return true;
  if (!isReportSubject(mail.subject)) return isDaemon(mail) && hasFailed(mail);
  return (
    isDaemon(mail) || (!ANSWERS.test(mail.subject) && (REPORT_SENDERS.test(mail.from) || hasNoPathBack(mail)))
  );
}

/** Whether nobody but a mail system can have written a report: what was sent on is looked at more strictly. */
export function isDaemonReport(mail: MailParts): boolean {
  return /^(?:mailer-?daemon|post_?master)\b/i.test(mail.from) && isReportSubject(mail.subject);
}

/** A message given back with the words that it could not be delivered needs no daemon's name. */
function returnsMessage({ parts, text }: MailParts): boolean {
  return (
    parts.some(({ type }) => type === 'message/rfc822') &&
    /\b(?:could not be delivered to|unable to deliver (?:your )?message|delivery to the following)/i.test(
      text.slice(0, 1000),
    )
  );
}

function isDaemon(mail: MailParts): boolean {
  return (
    DAEMONS.test(mail.from) ||
    /^"?(?:(?:internet )?mail deliver|mail system|postmaster|mailer-daemon|system administrator)/i.test(
      mail.fields('from')[0] ?? '',
    )
  );
}

function isReportSubject(subject: string): boolean {
  return bearsAny(REPORT_SUBJECTS, subject) || bearsAny(FAILED_DELIVERY, subject);
}

/** People answer as postmasters too: then a word for failure alone does not make a report. */
function hasFailed({ from, text }: MailParts): boolean {
  // Reports break lines wherever these are full.
  const words = text.replaceAll(/\s+/g, ' ');
  return bearsAny(FAILED_DELIVERY, words) || (FAILURE_WORDS.test(words) && !/^postmaster\b/i.test(from));
}

function bearsAny(marks: readonly RegExp[], text: string): boolean {
  return marks.some((mark) => mark.test(text));
}

function recipientsOf(mail: MailParts, text: ReportText): string[] {
  const failed = mail.fields('x-failed-recipients').flatMap(addressesIn);
  if (failed.length > 0) return [...new Set(failed)];
  // Some daemons say whom the message was to where others say whom the report is to.
  for (const own of [ownAddresses(mail, READERS), ownAddresses(mail, ['to'])]) {
    const named = recipientsIn(text, own);
    if (named.length > 0) return named;
  }
  return [];
}

/** Fields that say whom a report is to. */
const READERS = ['to', 'delivered-to', 'x-original-to', 'envelope-to'];

/** Addresses that a report names without meaning them: whom it is to, and whom it is from. */
function ownAddresses(mail: MailParts, readers: readonly string[]): Set<string> {
  const fields = readers.flatMap(mail.fields).flatMap(addressesIn);
  return new Set([...fields, mail.from].map((address) => address.toLowerCase()));
}

function originalOf(mail: MailParts, { quoted }: ReportText): string {
  const part = mail.parts.find(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers');
  return part?.text ?? quoted.replace(/^[^\n]*\n\s*/, '');
}

function findingsOf(mail: MailParts, text: ReportText, recipients: readonly string[]): Finding[] {
  return recipients.map((recipient) => findingOf(mail, text, recipient, recipients));
}

function findingOf(mail: MailParts, text: ReportText, recipient: string, all: readonly string[]): Finding {
  const own = wordsOf(text, recipient, all);
  const words = own === '' ? text.lines.join('\n') : own;
  const other = otherHostIn(words);
  const reporter = mail.from.slice(mail.from.lastIndexOf('@') + 1);
  const isLate =
    DELAY_WORDS.test(`${mail.subject}\n${mail.text}`) && !FAILURE_WORDS.test(text.lines.join('\n'));
  const report = bounceOfReport({
    diagnostic: diagnosticIn(words),
    mta: (other ?? reporter).slice(0, 255).replace(/\.$/, ''),
    words,
    isHome: other === undefined && isHomeOf(reporter, recipient),
    isLate,
  });
  return isLate ? { recipient, kind: 'none', report } : { recipient, kind: 'bounce', bounce: report };
}

/** The line of a server's reply, with the lines that go on with it. */
const REPLY_LINE =
  /(?<![\w.:-])[45]\d\d[ -](?=\S)[^\n]*(?:\n(?:[ \t]+(?![^\n]*@)|[45]\d\d[ -]| )[^\n]+){0,6}/;

function diagnosticIn(words: string): string {
  const reply = REPLY_LINE.exec(words)?.[0] ?? '';
  return /^[45]\d\d[ -](?:[A-Z][a-z]{2}\b|(?:message|minutes|hours|bytes))/.test(reply) ? '' : reply;
}

/** The server that the words name. */
function otherHostIn(words: string): string | undefined {
  return (
    hostIn(words) ?? /(?:while talking to|connected to|server|by) ([\w-]+(?:\.[\w-]+){1,8})/i.exec(words)?.[1]
  );
}
