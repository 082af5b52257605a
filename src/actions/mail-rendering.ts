import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { Footprint } from '../events/model/receiver.ts';
import { type EmailViews, type RenderedEmail, renderEmail } from '../rendering/render-email.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { scopeOf } from '../rendering/scope.ts';
import type { MailAction } from './action.ts';
import type { Overrides } from './overrides.ts';
import { TIME_ZONE } from './readiness.ts';

/** For whom an e-mail is rendered. */
export type Reading = {
  fields: readonly Field[];
  /** Of the contact. */
  values: Target['fields'];
  recipient: Footprint;
};

/** An e-mail for one reader; a content of its own has the parts that were given, and no others. */
export type RenderedMail = Omit<RenderedEmail, 'text'> & { text?: string };

/**
 * Renders an action for a contact.
 *
 * @throws RenderFailure
 */
export function renderMail(
  renderer: Renderer,
  action: MailAction,
  { views = {}, content: own, data, variables }: Overrides,
  { fields, values, recipient }: Reading,
): RenderedMail {
  const { id, name, content, settings } = action;
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
  const head: EmailViews = {
    subject: views.subject ?? content.subject ?? '',
    fromLabel: views.fromLabel ?? content.headers.from.label ?? undefined,
    fromPrefix: views.fromPrefix ?? content.headers.from.prefix ?? undefined,
    replyTo: views.replyTo ?? content.headers.reply ?? undefined,
  };
  const reader = { culture: settings.culture, timeZone: TIME_ZONE };
  if (own !== undefined) {
    const { text: _, ...rendered } = renderEmail(renderer, head, scope, reader);
    return { ...rendered, ...own };
  }
  const body = {
    html: views.html ?? content.html ?? undefined,
    text: views.text ?? content.text ?? undefined,
  };
  return renderEmail(renderer, { ...head, ...body }, scope, reader);
}
