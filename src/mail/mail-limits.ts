/** How large messages may be; all in bytes but the last two. */
export type MailLimits = {
  /** The whole message as it is sent, attachments encoded. */
  message: number;
  attachment: number;
  attachments: number;
  /** To, Cc and Bcc together. */
  recipients: number;
};

/** Most mailboxes refuse messages beyond 20 or 25 MB, of which base64 takes a third. */
export const MAIL_LIMITS: MailLimits = {
  message: 20_971_520,
  attachment: 10_485_760,
  attachments: 20,
  recipients: 50,
};
