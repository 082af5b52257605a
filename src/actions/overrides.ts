import { randomUUID } from 'node:crypto';
import { invalidContent } from '../contacts/refusal.ts';
import type { Stamp } from '../events/model/stamp.ts';
import { breaksLine } from '../mail/header-text.ts';
import { MAIL_LIMITS } from '../mail/mail-limits.ts';
import { said } from './action-draft.ts';
import type { Attachment, Execution, OwnViews } from './dispatch.ts';
import type { AttachmentDraft, OverridesDraft, ViewsDraft } from './execution-draft.ts';
import { isAddress, readDomain, readLine, readPrefix, readReply } from './sender-text.ts';
import { readVariables } from './validation-draft.ts';
import { requireWellFormed } from './well-formed.ts';

/** What a message has in place of what its action says. */
export type Overrides = Pick<Execution, 'data' | 'variables' | 'views' | 'content' | 'domain'>;

/**
 * Reads what a caller says in place of the action.
 *
 * @param pointer where in the body it stands.
 * @throws Refusal
 */
export function readOverrides(draft: OverridesDraft, pointer: string, given: ViewsDraft = {}): Overrides {
  requireWellFormed(draft, pointer);
  requireWellFormed(given, `${pointer}/views`);
  const { from, reply } = said(draft.headers);
  const { label, prefix, domain: named } = said(from);
  const domain = readDomain(named, `${pointer}/headers/from/domain`);
  const views = readViews({
    ...given,
    ...headOf(given, (member) => `${pointer}/views/${member}`),
    ...headOf(
      { subject: draft.subject, fromLabel: label, fromPrefix: prefix, replyTo: reply },
      (member) => pointer + HEAD_OF_EXECUTIONS[member],
    ),
  });
  const content = readContent(draft.content);
  return {
    ...(draft.data && { data: draft.data }),
    ...(draft.variables && { variables: readVariables(draft.variables) }),
    ...(Object.keys(views).length > 0 && { views }),
    ...(content && { content }),
    ...(domain !== undefined && { domain }),
  };
}

const HEAD_OF_EXECUTIONS = {
  subject: '/subject',
  fromLabel: '/headers/from/label',
  fromPrefix: '/headers/from/prefix',
  replyTo: '/headers/reply',
};

type Head = { [M in keyof typeof HEAD_OF_EXECUTIONS]?: string | null | undefined };

/** The views that become headers, of which there are some. @throws Refusal */
function headOf(
  { subject, fromLabel, fromPrefix, replyTo }: Head,
  pointerOf: (member: keyof Head) => string,
): OwnViews {
  return readViews({
    subject: readLine(subject, pointerOf('subject')),
    fromLabel: readLine(fromLabel, pointerOf('fromLabel')),
    fromPrefix: readPrefix(fromPrefix, pointerOf('fromPrefix')),
    replyTo: readReply(replyTo, pointerOf('replyTo')),
  });
}

/** Whether anything takes the place of what the action says. */
export function replacesContent({ views, content, domain }: Overrides): boolean {
  return views !== undefined || content !== undefined || domain !== undefined;
}

/** What a caller leaves open is made; `at` is the instant of the request. */
export function readStamp(draft: OverridesDraft['stamp'], at: number): Stamp {
  const { time = at, id = randomUUID(), thread = randomUUID(), set } = said(draft);
  return {
    time,
    id: id.toLowerCase(),
    thread: thread.toLowerCase(),
    ...(set !== undefined && { set: set.toLowerCase() }),
  };
}

/** @throws Refusal */
export function readAttachments(drafts: readonly AttachmentDraft[], pointer: string): Attachment[] {
  return drafts.map(({ name, mime, data }, index) => {
    const place = `${pointer}/attachments/${index}`;
    const text = typeof data === 'string' ? data : data.value;
    const bytes = Buffer.from(text, 'base64');
    // Decoding passes over what is no base64, and would send something else.
    if (bytes.toString('base64').replace(/=+$/, '') !== text.replaceAll(/\s|=+\s*$/g, '')) {
      throw invalidContent(`${place}/data`, 'must be base64');
    }
    return requireSendable({ name, mime, data: new Uint8Array(bytes) }, place);
  });
}

/** @throws Refusal */
export function requireSendable(attachment: Attachment, pointer: string): Attachment {
  if (/^(?:multipart|message)\//i.test(attachment.mime)) {
    throw invalidContent(`${pointer}/mime`, 'cannot be a message or have parts');
  }
  if (!attachment.name.isWellFormed() || breaksLine(attachment.name)) {
    throw invalidContent(`${pointer}/name`, 'must not contain control characters or halves of characters');
  }
  if (attachment.data.byteLength > MAIL_LIMITS.attachment) {
    throw invalidContent(pointer, `may have ${MAIL_LIMITS.attachment} bytes at most`);
  }
  return attachment;
}

const VIEWS = ['subject', 'html', 'text', 'fromLabel', 'fromPrefix', 'replyTo'] as const;

/**
 * A message that no server would take is refused before it is queued.
 *
 * @throws Refusal
 */
export function requireSize({ content, attachments = [] }: Sized, pointer: string): void {
  const written = (content?.html?.length ?? 0) + (content?.text?.length ?? 0);
  // Base64 takes four characters for three bytes.
  const files = attachments.reduce((sum, { data }) => sum + (data.byteLength * 4) / 3, 0);
  if (written + files <= MAIL_LIMITS.message) return;
  throw invalidContent(
    attachments.length > 0 ? `${pointer}/attachments` : `${pointer}/content`,
    `make the message larger than ${MAIL_LIMITS.message} bytes`,
  );
}

type Sized = Pick<Execution, 'content' | 'attachments'>;

/** The views that were given. */
function readViews(draft: { [V in (typeof VIEWS)[number]]?: string | null | undefined }): OwnViews {
  const views: OwnViews = {};
  for (const name of VIEWS) {
    const text = draft[name];
    if (text) views[name] = text;
  }
  return views;
}

function readContent(draft: OverridesDraft['content']): Execution['content'] {
  const { html, text } = said(draft);
  if (!html && !text) return undefined;
  return { ...(html && { html }), ...(text && { text }) };
}

/** The two parts of a sender's address as the oldest clients write it, in one. @throws Refusal */
export function readSender(address: string, pointer: string): { prefix: string; domain: string } {
  if (!isAddress(address)) throw invalidContent(pointer, 'must be an address such as claire@example.com');
  const at = address.lastIndexOf('@');
  return { prefix: address.slice(0, at), domain: address.slice(at + 1) };
}
