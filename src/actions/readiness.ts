import { Refusal } from '../contacts/refusal.ts';
import { checkEmail } from '../rendering/render-email.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import { type Action, isFilled, isMail, type MailAction } from './action.ts';
import type { ActionDesk } from './desk.ts';

/** Days and hours are written as in this zone when a template does not choose one. */
export const TIME_ZONE = 'UTC';

/**
 * Looks whether an action can be sent at all.
 *
 * @throws Refusal
 */
export async function requireSendable(
  desk: Pick<ActionDesk, 'contacts' | 'renderer' | 'senders'>,
  action: Action,
): Promise<void> {
  requireField(desk, action);
  if (isMail(action)) {
    requireSubject(action);
    requireTemplates(desk, action);
    await requireSender(desk, action);
    return;
  }
  if (!isFilled(action.content.textContent)) throw refused(action, "has no 'textContent'");
  throw missingChannel(action);
}

/** For text messages, as long as nothing sends them. */
export function missingChannel(action: Action): Refusal {
  return refused(action, 'needs the channel SMS, which this server does not have: no SMS can be sent');
}

function requireField({ contacts }: Pick<ActionDesk, 'contacts'>, action: Action): void {
  const { field } = action.settings;
  if (contacts.fields().some(({ id }) => id === field)) return;
  const type = isMail(action) ? 'email' : 'phone';
  throw refused(
    action,
    `names no field of the account that holds addresses: create one of type '${type}', and name it in 'settings.field'`,
  );
}

function requireSubject(action: MailAction): void {
  if (!isFilled(action.content.subject))
    throw refused(action, "has no subject: send 'content.subject' with PUT");
}

async function requireSender({ senders }: Pick<ActionDesk, 'senders'>, action: MailAction): Promise<void> {
  const { domain } = action.content.headers.from;
  if (senders === undefined || (await senders.domain(domain)) !== undefined) return;
  throw refused(
    action,
    `is to be sent from ${domain}, which the account may not: add the domain with 'chappe domain add', or name 'defaultdomain'`,
  );
}

function requireTemplates({ renderer }: Pick<ActionDesk, 'renderer'>, action: MailAction): void {
  const { content, settings } = action;
  const { from, reply } = content.headers;
  const views = {
    subject: content.subject ?? '',
    html: content.html ?? undefined,
    text: content.text ?? undefined,
    fromLabel: from.label ?? undefined,
    fromPrefix: from.prefix ?? undefined,
    replyTo: reply ?? undefined,
  };
  try {
    checkEmail(renderer, views, { culture: settings.culture, timeZone: TIME_ZONE });
  } catch (error) {
    if (error instanceof RenderFailure)
      throw refused(action, `has a template that cannot be read: ${error.message}`);
    throw error;
  }
}

function refused({ id }: Action, reason: string): Refusal {
  return new Refusal('conflict', `action ${id} ${reason}`);
}
