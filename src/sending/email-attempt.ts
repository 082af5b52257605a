import type { MailAction } from '../actions/action.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { Delivery, OutgoingMessage } from '../delivery/email-transport.ts';
import type { Turn } from '../delivery/line.ts';
import {
  nextAttempt,
  RETRY_POLICY,
  type RetryPolicy,
  URGENT_RETRY_POLICY,
} from '../delivery/retry-schedule.ts';
import type { Bounce } from '../events/model/bounce.ts';
import type { Cancellation } from '../events/model/cancellation.ts';
import { MailRefused } from '../mail/mail-refused.ts';
import type { PressureRules } from '../pressure/pressure-rules.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import { cancellationOf, RenderFailure } from '../rendering/render-failure.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { addressField } from './address-field.ts';
import type { BouncedMessage } from './address-marks.ts';
import type { ArchivedMessage } from './archive.ts';
import type { Outcome } from './dispatcher.ts';
import { composeEmail, type MessageReturns, type SenderDomain } from './email-composition.ts';
import type { Message } from './message.ts';
import { activationEvent, bounceEvent, cancellationEvent } from './message-events.ts';
import { reach } from './obstacle.ts';
import { PRIORITIES, type Send } from './send.ts';
import { failed, Stopped } from './stopped.ts';

export type EmailParts = {
  renderer: Renderer;
  /** Hands a message over to what carries it away. @param profile number of the sender; the default one when absent. */
  deliver(email: OutgoingMessage, options: Turn & { profile: number | undefined }): Promise<Delivery>;
  /** The action as it is now; undefined when there is none any more. */
  action(id: string): Promise<MailAction | undefined>;
  /** The contact as it is now. */
  contact(id: string): Target | undefined;
  fields(): readonly Field[];
  /** The segments that a contact is in. */
  segmentsOf(contact: string): readonly number[];
  pressure: PressureRules;
  /** A domain by the name that actions have for it; undefined when the account may not send from it. */
  sender(name: string): Promise<SenderDomain | undefined>;
  /** The links of a message that is made at an instant. */
  links(message: Message, madeAt: number): Promise<EmailLinks>;
  /** Where what comes back of a message from a domain is sent that is made at an instant. */
  returns(message: Message, sender: SenderDomain, madeAt: number): Promise<MessageReturns>;
  /** The links of a message that only its makers look at. */
  proofLinks(): EmailLinks;
  /** What it means that a message was not taken. */
  judge(delivery: Exclude<Delivery, { outcome: 'accepted' }>): Bounce;
  /** Looks whether the address of a contact is still worth writing to. */
  noteBounce(bounced: BouncedMessage): Promise<void>;
  /** Keeps a message that left, durably. */
  archive(message: Omit<ArchivedMessage, 'expires'>): Promise<void>;
  /** How messages are tried again, in place of what holds for all. */
  retry?: RetryPolicy;
  now(): number;
};

/** Tries to send e-mails: looks whether the contact may be written to, renders, composes, signs and hands over. */
export class EmailAttempt {
  readonly #parts: EmailParts;

  constructor(parts: EmailParts) {
    this.#parts = parts;
  }

  /** @param noted resolves when the outcome is on the disk. */
  async attempt(message: Message, send: Send, noted?: Promise<void>): Promise<Outcome> {
    try {
      const { action, email } = await this.#prepare(message, send);
      const urgent = message.execution.urgent ?? action.settings.priority;
      const profile = action.settings.sendingProfile;
      const delivery = await this.#parts.deliver(
        { ...email, ...(noted && { noted }) },
        { urgent, bulk: message.of === 'campaign', profile },
      );
      if (delivery.outcome === 'accepted') return this.#left(message, action, email);
      return await this.#conclude(message, send, email.to, delivery);
    } catch (error) {
      const cancellation = cancellationFor(error);
      if (cancellation === undefined) throw error;
      return this.#ended(message, [cancellationEvent(message, this.#parts.now(), cancellation)]);
    }
  }

  /** @throws Stopped, RenderFailure, MailRefused */
  async #prepare(
    message: Message,
    { attempts, expires }: Send,
  ): Promise<{ action: MailAction; email: OutgoingMessage }> {
    const { now, contact, fields, sender, renderer, links, returns } = this.#parts;
    // What was tried before left as far as anybody knows, and ends as a bounce.
    if (attempts === 0 && now() >= expires) throw new Stopped({ type: 'expired' });
    const action = await this.#parts.action(message.action);
    if (action === undefined) throw failed('action', 'the action was deleted');
    const field = this.#addressField(action);
    const { execution, copyTo } = message;
    const target = contact(execution.recipient.id);
    const address = this.#address(target, field, message.excluded);
    await this.#requireNoPressure(action, execution.recipient.id);
    const domain = execution.domain ?? action.content.headers.from.domain;
    const from = await sender(domain);
    if (from === undefined) throw failed('domain', `the account may not send from ${domain}`);
    const madeAt = now();
    const email = await composeEmail(message, {
      action,
      renderer,
      fields: fields(),
      values: target?.fields ?? {},
      sender: from,
      links: await links(message, madeAt),
      returns: await returns(message, from, madeAt),
      to: address,
      deliverTo: copyTo === undefined ? address : this.#address(contact(copyTo.id), field),
      cc: this.#shownCopies(message, field),
      date: new Date(madeAt),
    });
    return { action, email };
  }

  /** @throws Stopped */
  #addressField(action: MailAction): number {
    const field = addressField(action, this.#parts.fields());
    if (field === undefined) throw failed('field', 'the account has no field for e-mail addresses');
    return field;
  }

  /** @throws Stopped */
  #address(target: Target | undefined, field: number, excluded: readonly number[] = []): string {
    const { segmentsOf } = this.#parts;
    const reached = reach(
      target,
      { field },
      ({ id }) => excluded.length > 0 && segmentsOf(id).some((segment) => excluded.includes(segment)),
    );
    if (reached.obstacle !== undefined) throw new Stopped(reached.obstacle);
    return reached.address;
  }

  /** @throws Stopped */
  async #requireNoPressure({ id, type, category, settings }: MailAction, contact: string): Promise<void> {
    if (!settings.mp.use) return;
    const { pressure, now } = this.#parts;
    const rule = await pressure.brokenBy({ contact, action: { id, type, category }, now: now() });
    if (rule !== undefined) throw new Stopped({ type: 'marketing pressure', rule });
  }

  /** The addresses of those who everybody may see get a copy; those who cannot be written to are left out. */
  #shownCopies({ execution: { copies = [] } }: Message, field: number): string[] {
    return copies
      .filter(({ type }) => type === 'cc')
      .map(({ recipient }) => reach(this.#parts.contact(recipient.id), { field }))
      .flatMap((reached) => (reached.obstacle === undefined ? [reached.address] : []));
  }

  #left(message: Message, { settings }: MailAction, { to, raw }: OutgoingMessage): Outcome {
    const sent = this.#parts.now();
    const outcome = this.#ended(message, [activationEvent(message, sent, to)]);
    if (!settings.archive || message.copyTo !== undefined) return outcome;
    const { action, execution } = message;
    const id = execution.stamp.id.toLowerCase();
    const archived = { id, action, target: execution.recipient.id, sent, raw };
    // Whoever reads the event finds the message.
    return { ...outcome, before: () => this.#parts.archive(archived) };
  }

  async #conclude(
    message: Message,
    { attempts, expires, priority }: Send,
    to: string,
    delivery: Exclude<Delivery, { outcome: 'accepted' }>,
  ): Promise<Outcome> {
    const { judge, noteBounce, now } = this.#parts;
    const activation = activationEvent(message, now(), to);
    if (!delivery.permanent) {
      const { retry = priority === PRIORITIES.urgent ? URGENT_RETRY_POLICY : RETRY_POLICY } = this.#parts;
      const made = attempts + 1;
      const due = nextAttempt({ made, queuedAt: expires - retry.expiry, now: now() }, retry);
      if (due !== undefined) return { type: 'again', due };
    }
    const bounce = judge(delivery);
    const { id: contact } = message.copyTo ?? message.execution.recipient;
    const stamp = message.execution.stamp.id;
    await noteBounce({ contact, addresses: [to], bounce, stamp, at: now() });
    return this.#ended(message, [activation, bounceEvent(message, now(), to, bounce)]);
  }

  /** The execution of a copy is that of the message it is a copy of, which ends once. */
  #ended({ copyTo }: Message, events: readonly string[]): Outcome & { type: 'ended' } {
    return { type: 'ended', events: copyTo === undefined ? events : [] };
  }
}

function cancellationFor(error: unknown): Cancellation | undefined {
  if (error instanceof Stopped) return error.cancellation;
  if (error instanceof RenderFailure) return cancellationOf(error);
  if (error instanceof MailRefused) return failed(error.flaw, error.message).cancellation;
  return undefined;
}
