import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { Footprint } from '../events/model/receiver.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import { type EmailViews, type RenderedEmail, renderEmail } from '../rendering/render-email.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { type Scope, scopeOf } from '../rendering/scope.ts';
import type { Action, MailAction } from './action.ts';
import type { Overrides } from './overrides.ts';
import { TIME_ZONE } from './readiness.ts';

/** For whom an e-mail is rendered. */
export type Reading = {
  fields: readonly Field[];
  /** Of the contact. */
  values: Target['fields'];
  recipient: Footprint;
  /** It is only tried: what executions give may not be there yet. */
  onTrial?: boolean;
};

/** An e-mail for one reader; a content of its own has the parts that were given, and no others. */
export type RenderedMail = Omit<RenderedEmail, 'text'> & { text?: string };

/** What templates can name in a message of an action to a contact. */
export function scopeFor(
  { id, name }: Pick<Action, 'id' | 'name'>,
  { data, variables }: Pick<Overrides, 'data' | 'variables'>,
  { fields, values, recipient }: Reading,
): Scope {
  return scopeOf({
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
}

/**
 * Renders an action for a contact.
 *
 * @param links by what its links are replaced, but for a content of its own, which is sent as it is.
 * @throws RenderFailure
 */
export function renderMail(
  renderer: Renderer,
  action: MailAction,
  overrides: Overrides,
  reading: Reading,
  links?: EmailLinks,
): RenderedMail {
  const { content, settings } = action;
  const { views = {}, content: own } = overrides;
  const scope = scopeFor(action, overrides, reading);
  const head: EmailViews = {
    subject: views.subject ?? content.subject ?? '',
    fromLabel: views.fromLabel ?? content.headers.from.label ?? undefined,
    fromPrefix: views.fromPrefix ?? content.headers.from.prefix ?? undefined,
    replyTo: views.replyTo ?? content.headers.reply ?? undefined,
  };
  const { onTrial = false } = reading;
  const reader = { culture: settings.culture, timeZone: TIME_ZONE, onTrial };
  if (own !== undefined) {
    const { text: _, ...rendered } = renderEmail(renderer, head, scope, reader);
    return { ...rendered, ...own };
  }
  const body = {
    html: views.html ?? content.html ?? undefined,
    text: views.text ?? content.text ?? undefined,
  };
  return renderEmail(renderer, { ...head, ...body }, scope, reader, links);
}
