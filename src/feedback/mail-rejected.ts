/** Mail that will not be taken, however often it is sent. */
export class MailRejected extends Error {
  override readonly name = 'MailRejected';
  /** Enhanced status code of RFC 3463. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
