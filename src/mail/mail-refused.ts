/** Why a message cannot be composed. */
export type MailFlaw =
  /** An address that cannot be written in a message, or that no mail can reach. */
  | 'malformed-address'
  /** A line break or another control character where one line is wanted: an attempt to add headers, or a slip. */
  | 'header-injection'
  /** A header that is no header, or that Chappe writes itself. */
  | 'forbidden-header'
  | 'malformed-attachment'
  | 'attachment-too-large'
  | 'message-too-large'
  | 'too-many-recipients'
  | 'empty-message';

/** A message was not composed. Nothing was sent, and sending it again would not help: it must be changed. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  readonly flaw: MailFlaw;
  /** The member that is wrong: `to`, `headers.X-Id`, `attachments[2]`, … */
  readonly member: string;

  constructor(flaw: MailFlaw, member: string, reason: string) {
    super(`${member} ${reason}`);
    this.flaw = flaw;
    this.member = member;
  }
}
