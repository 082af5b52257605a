import type { MailAction } from '../actions/action.ts';
import { renderMail } from '../actions/mail-rendering.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { OutgoingMessage } from '../delivery/email-transport.ts';
import { composeMessage } from '../mail/compose.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import type { Renderer } from '../rendering/renderer.ts';
import type { Message } from './message.ts';
import { withoutUnreadyAddresses } from './trial-headers.ts';

/** A domain that the account may send from. */
export type SenderDomain = {
  domain: string;
  /** Where servers send what they cannot deliver. */
  returnPath: string;
  sign(message: Buffer): Promise<Buffer>;
};

/** Where what comes back of a message is sent. */
export type MessageReturns = {
  returnPath: string;
  /** In place of the address that the action names. */
  replyTo?: string;
};

export type Composition = {
  action: MailAction;
  renderer: Renderer;
  fields: readonly Field[];
  /** Of the contact that the message is for. */
  values: Target['fields'];
  sender: SenderDomain;
  /** By what the links of the message are replaced. */
  links: EmailLinks;
  returns: MessageReturns;
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
  /** It is only tried: what executions give may not be there yet. */
  onTrial?: boolean;
};

/** What a proof says of which all comes with the execution: a message without a content cannot be sent. */
const EMPTY_TRIAL = 'Without the data of an execution this message is empty.\n';

/** What is before the @ when the action does not say. */
const DEFAULT_PREFIX = 'news';

/**
 * Renders, composes and signs a message.
 *
 * @throws RenderFailure, MailRefused
 */
export async function composeEmail(message: Message, composition: Composition): Promise<OutgoingMessage> {
  const { action, renderer, fields, values, sender, links, returns, to, deliverTo, cc, date } = composition;
  const { execution } = message;
  const { stamp, recipient, important, attachments } = execution;
  const { part, comments, onTrial = false } = composition;
  const reading = { fields, values, recipient, onTrial };
  const rendered = await renderer.inTurn(() => renderMail(renderer, action, execution, reading, links));
  const { fromLabel, fromPrefix, html, text, ...head } = onTrial
    ? withoutUnreadyAddresses(rendered, { action, renderer, domain: sender.domain })
    : rendered;
  const { raw, from } = await composeMessage({
    id: stamp.id,
    date,
    from: { address: `${fromPrefix || DEFAULT_PREFIX}@${sender.domain}`, label: fromLabel },
    returnPath: returns.returnPath,
    to: { address: to },
    cc: cc.map((address) => ({ address })),
    ...head,
    ...(returns.replyTo !== undefined && { replyTo: returns.replyTo }),
    ...(part !== 'text' && { html }),
    ...(part !== 'html' && { text }),
    ...(onTrial && !(part !== 'text' && html) && !(part !== 'html' && text) && { text: EMPTY_TRIAL }),
    ...(attachments && { attachments }),
    ...(comments !== undefined && { headers: { Comments: comments } }),
    important: important ?? action.settings.importance,
    listId: action.id,
    feedbackId: [action.id, message.of],
    // Whoever reads a copy would unsubscribe somebody else.
    ...(message.copyTo === undefined && { unsubscribe: { url: links.unsubscribe } }),
  });
  return { from, to: deliverTo, raw: await sender.sign(raw) };
}
