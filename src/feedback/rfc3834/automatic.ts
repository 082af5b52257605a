import { isAggregateReport } from '../aggregate-report.ts';
import type { MailParts } from '../mail-parts.ts';
import { reportTypeOf } from '../report-type.ts';
import { AUTOMATIC_FIELDS, AUTOMATIC_SENDERS, AUTOMATIC_SUBJECTS } from './automatic-signs.ts';

/** Whether a message says that a program wrote it, by RFC 3834 and by what programs write that do not know it. Reports such as receipts are a program's too. */
export function isAutomatic(mail: MailParts): boolean {
  return (
    reportTypeOf(mail) !== undefined ||
    isAggregateReport(mail) ||
    isOfSystem(mail.from) ||
    AUTOMATIC_FIELDS.some(({ name, value }) => mail.fields(name).some((text) => value.test(text.trim()))) ||
    hasAutomaticSubject(mail)
  );
}

/** Whether a subject is that of a note of absence. */
export function hasAutomaticSubject({ subject }: MailParts): boolean {
  return AUTOMATIC_SUBJECTS.some((sign) => sign.test(subject.trim()));
}

/** Whether nobody reads what is sent to an address: it is a mail system's, or a program's. */
export function isOfSystem(address: string): boolean {
  return AUTOMATIC_SENDERS.test(address);
}
