import type { MailParts } from '../mail-parts.ts';

/** How a provider sends complaints without a report by RFC 5965. */
export type ComplaintForm = {
  name: string;
  fits(mail: MailParts): boolean;
  /** Who complains, where the message says it. */
  recipients(mail: MailParts): string[];
};

const HOTMAIL_RECIPIENT = 'x-hmxmroriginalrecipient';

/** The forms that are known. A forwarded message by itself is none: people forward for many reasons. */
export const COMPLAINT_FORMS: readonly ComplaintForm[] = [
  {
    name: 'junk mail reporting of Outlook.com',
    fits: (mail) =>
      mail.fields(HOTMAIL_RECIPIENT).length > 0 ||
      /^complaint about message from \[?[\da-f.:]+/i.test(mail.subject),
    recipients: (mail) => mail.fields(HOTMAIL_RECIPIENT),
  },
  {
    name: 'abuse report in words',
    fits: (mail) =>
      mail.parts.some(({ type }) => type === 'message/rfc822') &&
      /^\s*this is an? (?:[\w.-]+ )?(?:e-?mail )?(?:abuse|spam|complaint) report\b/i.test(mail.text),
    recipients: () => [],
  },
  {
    name: 'subject of a feedback loop',
    fits: (mail) =>
      mail.parts.some(({ type }) => type === 'message/rfc822') &&
      /^(?:\[?(?:abuse|spam|fbl)\]? (?:report|complaint)\b|feedback loop\b)/i.test(mail.subject),
    recipients: () => [],
  },
];
