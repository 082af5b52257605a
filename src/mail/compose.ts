import MailComposer from 'nodemailer/lib/mail-composer';
import { domainOf, readAddress } from './address.ts';
import { readHeaders, readHeaderText } from './header-text.ts';
import type { Attachment, Mailbox, MailDraft, Unsubscribe } from './mail-draft.ts';
import { MAIL_LIMITS, type MailLimits } from './mail-limits.ts';
import { MailRefused } from './mail-refused.ts';

/** A message as it is sent. */
export type ComposedMessage = {
  /** With its angle brackets. */
  messageId: string;
  /** The return path. */
  from: string;
  /** Everyone who gets it, each once; copies that nobody sees included. */
  recipients: readonly string[];
  /** Lines end in CRLF; all bytes are ASCII, so that every server takes it. */
  raw: Buffer;
};

const ID = /^[\w.+-]{1,64}$/;
const LIST_ID = /^[\w-]+(?:\.[\w-]+)*$/;
const FEEDBACK_PART = /^[\w.+-]{1,64}$/;
const MIME = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

/**
 * Writes a message in MIME. Text and HTML arrive as they were written, but for line breaks, which MIME makes CRLF.
 *
 * @throws MailRefused when anything in it cannot be sent.
 */
export async function composeMessage(
  draft: MailDraft,
  limits: MailLimits = MAIL_LIMITS,
): Promise<ComposedMessage> {
  const from = readMailbox('from', draft.from);
  const to = readMailbox('to', draft.to);
  const cc = (draft.cc ?? []).map((mailbox, index) => readMailbox(`cc[${index}]`, mailbox));
  const bcc = (draft.bcc ?? []).map((mailbox, index) => readMailbox(`bcc[${index}]`, mailbox));
  const recipients = [...new Set([to, ...cc, ...bcc].map(({ address }) => address))];
  if (recipients.length > limits.recipients)
    throw new MailRefused('too-many-recipients', 'cc and bcc', `with to are more than ${limits.recipients}`);
  if (!draft.html && !draft.text)
    throw new MailRefused('empty-message', 'the message', 'has neither html nor text');
  const sender = domainOf(from.address);
  const messageId = `<${readId(draft.id)}@${sender}>`;
  const attachments = readAttachments(draft.attachments ?? [], limits);
  refuseTooLarge(draft, attachments, limits);
  const composer = new MailComposer({
    messageId,
    date: draft.date,
    from,
    to,
    ...(cc.length > 0 && { cc }),
    ...(draft.replyTo && { replyTo: readAddress('replyTo', draft.replyTo) }),
    subject: readHeaderText('subject', draft.subject),
    ...(draft.text && { text: draft.text.toWellFormed() }),
    ...(draft.html && { html: draft.html.toWellFormed() }),
    attachments,
    headers: [...headersOf(draft, sender), ...readHeaders(draft.headers ?? {})],
    // Without flowed lines or eight bits: what a server on the way could change would break the signature.
    encoding: 'quoted-printable',
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  if (raw.length > limits.message) throw tooLarge(limits);
  return { messageId, from: readAddress('returnPath', draft.returnPath), recipients, raw };
}

function readId(id: string): string {
  if (ID.test(id)) return id;
  throw new MailRefused('forbidden-header', 'id', 'may only have letters, digits and . + - _, 64 at most');
}

function readMailbox(member: string, { address, label = '' }: Mailbox): { address: string; name: string } {
  return {
    address: readAddress(`${member}.address`, address),
    name: readHeaderText(`${member}.label`, label),
  };
}

function headersOf(
  { important, listId, feedbackId, unsubscribe }: MailDraft,
  sender: string,
): { key: string; value: string | { prepared: true; value: string } }[] {
  const headers = [];
  if (listId !== undefined) {
    if (!LIST_ID.test(listId) || listId.length > 128)
      throw new MailRefused('forbidden-header', 'listId', 'may only have letters, digits, - and dots');
    headers.push({ key: 'List-Id', value: `<${listId}.${sender}>` });
  }
  if (feedbackId !== undefined) {
    if (
      feedbackId.length > 4 ||
      feedbackId.length === 0 ||
      !feedbackId.every((part) => FEEDBACK_PART.test(part))
    )
      throw new MailRefused('forbidden-header', 'feedbackId', 'must be one to four words without colons');
    headers.push({ key: 'Feedback-ID', value: feedbackId.join(':') });
  }
  headers.push(...unsubscribeHeaders(unsubscribe));
  if (important)
    headers.push({ key: 'Importance', value: 'high' }, { key: 'X-Priority', value: '1 (Highest)' });
  return headers;
}

function unsubscribeHeaders({ url, mail }: Unsubscribe = {}) {
  const ways: string[] = [];
  if (url !== undefined) {
    // A long address must stay in one piece: folded or encoded, nobody could post to it.
    if (!/^https?:\/\/[!-;=?-~]{1,900}$/.test(url) || !URL.canParse(url))
      throw new MailRefused('forbidden-header', 'unsubscribe.url', 'is no address on the web');
    ways.push(`<${url}>`);
  }
  if (mail !== undefined) ways.push(`<mailto:${readAddress('unsubscribe.mail', mail)}>`);
  if (ways.length === 0) return [];
  const headers: { key: string; value: string | { prepared: true; value: string } }[] = [
    { key: 'List-Unsubscribe', value: { prepared: true, value: ways.join(',\r\n ') } },
  ];
  if (url?.startsWith('https:'))
    headers.push({ key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' });
  return headers;
}

function readAttachments(attachments: readonly Attachment[], limits: MailLimits) {
  if (attachments.length > limits.attachments)
    throw new MailRefused('malformed-attachment', 'attachments', `are more than ${limits.attachments}`);
  return attachments.map(({ name, mime, data }, index) => {
    const member = `attachments[${index}]`;
    if (!MIME.test(mime))
      throw new MailRefused('malformed-attachment', `${member}.mime`, 'is no type such as application/pdf');
    // Parts of messages are for mail programs to make: read as such, it could bring headers of its own.
    if (/^(?:multipart|message)\//i.test(mime))
      throw new MailRefused('malformed-attachment', `${member}.mime`, 'cannot be a message or have parts');
    if (name === '' || name.length > 255)
      throw new MailRefused('malformed-attachment', `${member}.name`, 'must have 1 to 255 characters');
    if (data.byteLength > limits.attachment)
      throw new MailRefused('attachment-too-large', member, `has more than ${limits.attachment} bytes`);
    return {
      filename: readHeaderText(`${member}.name`, name),
      contentType: mime,
      contentTransferEncoding: 'base64',
      content: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    };
  });
}

/** Before anything is encoded: what is far too large shall not take memory first. */
function refuseTooLarge(
  { html = '', text = '' }: MailDraft,
  attachments: readonly { content: Buffer }[],
  limits: MailLimits,
): void {
  const encoded = attachments.reduce((sum, { content }) => sum + (content.length * 4) / 3, 0);
  if (encoded + html.length + text.length > limits.message) throw tooLarge(limits);
}

function tooLarge({ message }: MailLimits): MailRefused {
  return new MailRefused(
    'message-too-large',
    'the message',
    `has more than ${message} bytes with all attachments`,
  );
}
