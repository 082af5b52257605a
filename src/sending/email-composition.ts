import type { MailAction } from '../actions/action.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { OutgoingMessage } from '../delivery/email-transport.ts';
import { composeMessage } from '../mail/compose.ts';
import { type RenderedEmail, renderEmail } from '../rendering/render-email.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { scopeOf } from '../rendering/scope.ts';
import type { Message } from './message.ts';

/** A domain that the account may send from. */
export type SenderDomain = {
  domain: string;
  /** Where servers send what they cannot deliver. */
  returnPath: string;
  sign(message: Buffer): Promise<Buffer>;
};

export type Composition = {
  action: MailAction;
  renderer: Renderer;
  fields: readonly Field[];
  /** Of the contact that the message is for. */
  values: Target['fields'];
  sender: SenderDomain;
  /** The address that readers see. */
  to: string;
  /** The address that it goes to, which for a copy is another one. */
  deliverTo: string;
  /** The addresses of copies that readers see. */
  cc: readonly string[];
  date: Date;
  /** The only part that it shall have. */
  part?: 'html' | 'text';
  /** For those who test it. */
  comments?: string;
};

/** What is before the @ when the action does not say. */
const DEFAULT_PREFIX = 'news';

/**
 * Renders, composes and signs a message.
 *
 * @throws RenderFailure, MailRefused
 */
export async function composeEmail(message: Message, composition: Composition): Promise<OutgoingMessage> {
  const { action, sender, to, deliverTo, cc, date } = composition;
  const { stamp, important, attachments } = message.execution;
  const { fromLabel, fromPrefix, html, text, ...rendered } = render(message, composition);
  const { part, comments } = composition;
  const { raw, from } = await composeMessage({
    id: stamp.id,
    date,
    from: { address: `${fromPrefix || DEFAULT_PREFIX}@${sender.domain}`, label: fromLabel },
    returnPath: sender.returnPath,
    to: { address: to },
    cc: cc.map((address) => ({ address })),
    ...rendered,
    ...(part !== 'text' && { html }),
    ...(part !== 'html' && { text }),
    ...(attachments && { attachments }),
    ...(comments !== undefined && { headers: { Comments: comments } }),
    important: important ?? action.settings.importance,
    listId: action.id,
    feedbackId: [action.id, message.of],
  });
  return { from, to: deliverTo, raw: await sender.sign(raw) };
}

/** @throws RenderFailure */
function render(
  { execution }: Message,
  { action, renderer, fields, values }: Composition,
): Partial<RenderedEmail> & { subject: string } {
  const { id, name, content, settings } = action;
  const { views = {}, content: own, recipient, data, variables } = execution;
  const scope = scopeOf({
    fields: fields.map((field) => ({
      id: field.id,
      name: field.name,
      value: values[String(field.id)] ?? null,
    })),
    receiver: recipient,
    ...(data && { data }),
    ...(variables && { variables }),
    action: { id, name },
  });
  const head = {
    subject: views.subject ?? content.subject ?? '',
    fromLabel: views.fromLabel ?? content.headers.from.label ?? undefined,
    fromPrefix: views.fromPrefix ?? content.headers.from.prefix ?? undefined,
    replyTo: views.replyTo ?? content.headers.reply ?? undefined,
  };
  const reader = { culture: settings.culture, timeZone: 'UTC' };
  if (own === undefined) {
    const body = {
      html: views.html ?? content.html ?? undefined,
      text: views.text ?? content.text ?? undefined,
    };
    return renderEmail(renderer, { ...head, ...body }, scope, reader);
  }
  // A content of its own is sent as it is.
  const { text: _, ...rendered } = renderEmail(renderer, head, scope, reader);
  return { ...rendered, ...own };
}
