import type { MailAction } from '../actions/action.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { Delivery, EmailTransport } from '../delivery/email-transport.ts';
import { nextAttempt, RETRY_POLICY, type RetryPolicy } from '../delivery/retry-schedule.ts';
import type { Bounce } from '../events/model/bounce.ts';
import type { Cancellation } from '../events/model/cancellation.ts';
import { composeMessage } from '../mail/compose.ts';
import { MailRefused } from '../mail/mail-refused.ts';
import { type RenderedEmail, renderEmail } from '../rendering/render-email.ts';
import { cancellationOf, RenderFailure } from '../rendering/render-failure.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { scopeOf } from '../rendering/scope.ts';
import type { Outcome } from './dispatcher.ts';
import { activationEvent, bounceEvent, cancellationEvent } from './message-events.ts';
import { reach } from './obstacle.ts';
import { type Order, readOrder } from './order.ts';
import type { Send } from './send.ts';

/** A domain that the account may send from. */
export type SenderDomain = {
  domain: string;
  /** Where servers send what they cannot deliver. */
  returnPath: string;
  sign(message: Buffer): Promise<Buffer>;
};

export type EmailParts = {
  renderer: Renderer;
  transport: Pick<EmailTransport, 'send'>;
  /** The action as it is now; undefined when there is none any more. */
  action(id: string): Promise<MailAction | undefined>;
  /** The contact as it is now. */
  contact(id: string): Target | undefined;
  fields(): readonly Field[];
  /** A domain by the name that actions have for it; undefined when the account may not send from it. */
  sender(name: string): Promise<SenderDomain | undefined>;
  /** What it means that a message was not taken. */
  judge(delivery: Exclude<Delivery, { outcome: 'accepted' }>): Bounce;
  /** Notes that the address of a contact does not work. */
  noteHardBounce(contact: string, field: number, bounce: Bounce): Promise<void>;
  /** How the messages of an action are tried again. */
  retry?: RetryPolicy;
  now(): number;
};

/** A message as it is sent, to one address. */
type Prepared = { from: string; to: string; raw: Buffer };

/** Why a message cannot be sent, which trying again does not change. */
class Stopped extends Error {
  readonly cancellation: Cancellation;

  constructor(cancellation: Cancellation) {
    super(cancellation.type);
    this.cancellation = cancellation;
  }
}

function failed(type: string, message: string): Stopped {
  return new Stopped({ type: 'delivery failure', value: { type, message } });
}

/** Tries to send e-mails: looks whether the contact may be written to, renders, composes, signs and hands over. */
export class EmailAttempt {
  readonly #parts: EmailParts;

  constructor(parts: EmailParts) {
    this.#parts = parts;
  }

  async attempt(send: Send): Promise<Outcome> {
    const order = readOrder(send.order);
    try {
      const { action, field, message } = await this.#prepare(order, send);
      const urgent = action.settings.priority;
      const delivery = await this.#parts.transport.send(message, { urgent });
      return await this.#conclude(order, send, { field, to: message.to }, delivery);
    } catch (error) {
      const cancellation = cancellationFor(error);
      if (cancellation === undefined) throw error;
      return { type: 'ended', events: [cancellationEvent(order, this.#parts.now(), cancellation)] };
    }
  }

  /** @throws Stopped, RenderFailure, MailRefused */
  async #prepare(order: Order, send: Send) {
    const { action: actionOf, contact, now } = this.#parts;
    // What was tried before left as far as anybody knows, and ends as a bounce.
    if (send.attempts === 0 && now() >= send.expires) throw new Stopped({ type: 'expired' });
    const action = await actionOf(order.action);
    if (action === undefined) throw failed('action', 'the action was deleted');
    const field = this.#addressField(action);
    const target = contact(order.recipient.id);
    const reached = reach(target, { field });
    if (reached.obstacle !== undefined) throw new Stopped(reached.obstacle);
    const rendered = this.#render(order, action, target);
    return { action, field, message: await this.#compose(order, action, rendered, reached.address) };
  }

  /** The field that the action names, or the first that holds addresses. */
  #addressField({ settings }: MailAction): number {
    const field = settings.field ?? this.#parts.fields().find(({ type }) => type === 'email')?.id;
    if (field === undefined) throw failed('field', 'the account has no field for e-mail addresses');
    return field;
  }

  /** @throws RenderFailure */
  #render(
    order: Order,
    { id, name, content, settings }: MailAction,
    target: Target | undefined,
  ): RenderedEmail {
    const { renderer, fields } = this.#parts;
    const { headers } = content;
    const own = order.views ?? {};
    const views = {
      subject: own.subject ?? content.subject ?? '',
      html: own.html ?? content.html ?? undefined,
      text: own.text ?? content.text ?? undefined,
      fromLabel: own.fromLabel ?? headers.from.label ?? undefined,
      fromPrefix: own.fromPrefix ?? headers.from.prefix ?? undefined,
      replyTo: own.replyTo ?? headers.reply ?? undefined,
    };
    const scope = scopeOf({
      fields: fields().map((field) => ({
        id: field.id,
        name: field.name,
        value: target?.fields[String(field.id)] ?? null,
      })),
      receiver: order.recipient,
      ...(order.data && { data: order.data }),
      ...(order.variables && { variables: order.variables }),
      action: { id, name },
    });
    return renderEmail(renderer, views, scope, { culture: settings.culture, timeZone: 'UTC' });
  }

  /** @throws MailRefused, Stopped */
  async #compose(
    order: Order,
    { id, content, settings }: MailAction,
    { fromLabel, fromPrefix, ...rendered }: RenderedEmail,
    to: string,
  ): Promise<Prepared> {
    const name = order.domain ?? content.headers.from.domain;
    const sender = await this.#parts.sender(name);
    if (sender === undefined) throw failed('domain', `the account may not send from ${name}`);
    const { raw, from, recipients } = await composeMessage({
      id: order.stamp.id,
      date: new Date(this.#parts.now()),
      from: { address: `${fromPrefix || DEFAULT_PREFIX}@${sender.domain}`, label: fromLabel },
      returnPath: sender.returnPath,
      to: { address: to },
      ...rendered,
      important: order.important ?? settings.importance,
      listId: id,
      feedbackId: [id, order.kind],
    });
    return { from, to: recipients[0] ?? to, raw: await sender.sign(raw) };
  }

  async #conclude(
    order: Order,
    { attempts, expires }: Send,
    { field, to }: { field: number; to: string },
    delivery: Delivery,
  ): Promise<Outcome> {
    const { judge, noteHardBounce, now, retry = RETRY_POLICY } = this.#parts;
    const activation = activationEvent(order, now(), to);
    if (delivery.outcome === 'accepted') return { type: 'ended', events: [activation] };
    if (!delivery.permanent) {
      const made = attempts + 1;
      const due = nextAttempt({ made, queuedAt: expires - retry.expiry, now: now() }, retry);
      if (due !== undefined) return { type: 'again', due };
    }
    const bounce = judge(delivery);
    if (bounce.analysis.verdict === 'hard') await noteHardBounce(order.recipient.id, field, bounce);
    return { type: 'ended', events: [activation, bounceEvent(order, now(), to, bounce)] };
  }
}

/** What is before the @ when the action does not say. */
const DEFAULT_PREFIX = 'news';

function cancellationFor(error: unknown): Cancellation | undefined {
  if (error instanceof Stopped) return error.cancellation;
  if (error instanceof RenderFailure) return cancellationOf(error);
  if (error instanceof MailRefused) return failed(error.flaw, error.message).cancellation;
  return undefined;
}
