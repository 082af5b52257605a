import type { MailParts } from './mail-parts.ts';

/** A field at the very beginning of a message, with the lines that go on with it. */
const LEADING_FIELD = /^Return-Path[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/i;

/** How much of a message is looked at for the field: more than a command of SMTP can say. */
const LONGEST_FIELD = 32_768;

/**
 * A message with the sender of its envelope in front, as RFC 5321 section 4.4 has whoever takes mail for its recipient write it. What the
 * message says of that itself stands below, and does not count.
 */
export function withReturnPath(raw: Buffer, sender: string): Buffer {
  return Buffer.concat([Buffer.from(`Return-Path: <${sender.replaceAll(/\p{Cc}/gu, '')}>\r\n`), raw]);
}

/** The message as it was before the sender of its envelope was written in front of it. */
export function withoutReturnPath(raw: Buffer): Buffer {
  const field = LEADING_FIELD.exec(raw.toString('latin1', 0, LONGEST_FIELD))?.[0] ?? '';
  return raw.subarray(field.length);
}

/**
 * Whether nothing may be sent back to a message, by the sender of its envelope: then a program wrote it (RFC 3834 section 3.3, RFC 5321
 * section 4.5.5). Only the topmost field is of the server that took it; those below came with the message.
 */
export function hasNoPathBack(mail: MailParts): boolean {
  const [path] = mail.fields('return-path');
  return path !== undefined && /^<?\s*(?:mailer-daemon(?:@\S*)?)?>?$/i.test(path.trim());
}
