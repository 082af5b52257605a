import type { MailParts } from './mail-parts.ts';

/** What kind of report a message is by RFC 6522, such as `delivery-status`, which it is too when it does not say; undefined when it is none. */
export function reportTypeOf(mail: MailParts): string | undefined {
  const type = mail.fields('content-type').find((value) => /^multipart\/report|report-type\s*=/i.test(value));
  if (type === undefined) return undefined;
  return /report-type\s*=\s*"?([\w-]+)/i.exec(type)?.[1]?.toLowerCase() ?? 'delivery-status';
}
