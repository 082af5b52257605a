import Type, { type Static } from 'typebox';
import { invalidContent, Refusal } from '../contacts/refusal.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import { isMail, type MailAction } from './action.ts';
import { requireAction } from './changing-actions.ts';
import type { ActionDesk } from './desk.ts';
import { OVERRIDES, ViewsDraft } from './execution-draft.ts';
import { renderMail } from './mail-rendering.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { type FoundRecipient, findRecipient, RecipientDraft } from './recipient.ts';

/** How many previews one request may ask for. */
export const MOST_PREVIEWS = 50;

/** What is before the @ when an action does not say. */
const DEFAULT_PREFIX = 'news';

/** A message that is looked at and not sent. */
export const RenderDraft = Type.Object(
  {
    recipient: Type.Optional(RecipientDraft),
    receiver: Type.Optional(RecipientDraft),
    ...OVERRIDES,
    views: Type.Optional(Type.Union([ViewsDraft, Type.Null()])),
  },
  { description: 'The contact as `recipient` or `receiver`. Members that are not known are ignored' },
);
export type RenderDraft = Static<typeof RenderDraft>;

const Rendered = Type.Object({
  type: Type.Literal('success'),
  recipient: Type.String({ description: 'The address' }),
  sender: Type.Object({
    bounce: Type.String({ description: 'Where servers send what they cannot deliver' }),
    label: Type.String({ description: 'The name that readers see' }),
    reply: Type.String({ description: 'Where answers go; empty when they go to the sender' }),
    value: Type.String({ description: 'The address' }),
  }),
  subject: Type.String(),
  html: Type.String(),
  text: Type.String(),
  amp: Type.String({ description: 'Empty: there is no such part here' }),
  headers: Type.Record(Type.String(), Type.String()),
});

const NotRendered = Type.Object({
  type: Type.Literal('error'),
  value: Type.Object({
    type: Type.Enum(['recipient not found', 'empty address', 'render']),
    recipient: Type.Optional(RecipientDraft),
    message: Type.Optional(
      Type.String({ description: 'Part, line and column of the template, and what is wrong' }),
    ),
  }),
});

/** What a message looks like, or why it could not be made. */
export const RenderResult = Type.Union([Rendered, NotRendered]);
export type RenderResult = Static<typeof RenderResult>;

/**
 * Shows what messages of an action would look like, in whatever state it is.
 *
 * @throws Refusal
 */
export async function previewAction(
  desk: ActionDesk,
  id: string,
  drafts: readonly RenderDraft[],
  pointerOf: (index: number) => string,
): Promise<RenderResult[]> {
  const action = await requireAction(desk, id);
  if (!isMail(action)) {
    throw new Refusal('conflict', `action ${action.id} is a text message, which cannot be rendered here yet`);
  }
  // All are read first: a request is refused as a whole, or answered as one.
  const previews = drafts.map((draft, index) => readPreview(desk, draft, pointerOf(index)));
  const results: RenderResult[] = [];
  for (const preview of previews) {
    results.push('value' in preview ? preview : await previewOf(desk, action, preview));
    // A template may compute for a second; others are let in between.
    await new Promise(setImmediate);
  }
  return results;
}

type Preview = { found: FoundRecipient; overrides: Overrides };

function readPreview(
  desk: ActionDesk,
  draft: RenderDraft,
  pointer: string,
): Preview | Static<typeof NotRendered> {
  const named = draft.recipient ?? draft.receiver;
  if (named === undefined) throw invalidContent(pointer, "must have 'recipient'");
  const overrides = readOverrides(draft, pointer, draft.views ?? {});
  const found = findRecipient(desk.contacts, named);
  if (found !== undefined) return { found, overrides };
  return { type: 'error', value: { type: 'recipient not found', recipient: named } };
}

async function previewOf(
  { contacts, renderer, senders, tracker }: ActionDesk,
  action: MailAction,
  { found: { target, footprint }, overrides }: Preview,
): Promise<RenderResult> {
  const { settings, content } = action;
  const address = target.fields[String(settings.field)];
  if (typeof address !== 'string' || address === '') {
    return { type: 'error', value: { type: 'empty address', recipient: footprint } };
  }
  const name = overrides.domain ?? content.headers.from.domain;
  // What may not be sent can be looked at.
  const { domain, returnPath } = (await senders?.domain(name)) ?? { domain: name, returnPath: '' };
  try {
    const reading = { fields: contacts.fields(), values: target.fields, recipient: footprint };
    const mail = await renderer.inTurn(() =>
      renderMail(renderer, action, overrides, reading, tracker.previews()),
    );
    return {
      type: 'success',
      recipient: address,
      sender: {
        bounce: returnPath,
        label: mail.fromLabel ?? '',
        reply: mail.replyTo ?? '',
        value: `${mail.fromPrefix || DEFAULT_PREFIX}@${domain}`,
      },
      subject: mail.subject,
      html: mail.html ?? '',
      text: mail.text ?? '',
      amp: '',
      headers: settings.importance ? { Importance: 'high', 'X-Priority': '1 (Highest)' } : {},
    };
  } catch (error) {
    if (!(error instanceof RenderFailure)) throw error;
    return { type: 'error', value: { type: 'render', message: error.message } };
  }
}
