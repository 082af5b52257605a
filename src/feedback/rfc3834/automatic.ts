import type { MailParts } from '../mail-parts.ts';
import { AUTOMATIC_FIELDS, AUTOMATIC_SUBJECTS } from './automatic-signs.ts';

/** Whether a program answered, by RFC 3834 and by what programs write that do not know it. */
export function isAutomatic(mail: MailParts): boolean {
  const subject = mail.subject.trim();
  return (
    AUTOMATIC_FIELDS.some(({ name, value }) => mail.fields(name).some((text) => value.test(text.trim()))) ||
    AUTOMATIC_SUBJECTS.some((sign) => sign.test(subject))
  );
}
