import Type, { type Static } from 'typebox';
import { invalidContent } from '../contacts/refusal.ts';
import type { Stamp } from '../events/model/stamp.ts';
import { readDestination } from '../rendering/destination.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import { isFormId } from '../rendering/html-links.ts';
import { readerOf } from '../rendering/reader.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import type { Scope } from '../rendering/scope.ts';
import type { Action } from './action.ts';
import { requireAction } from './changing-actions.ts';
import type { ActionDesk } from './desk.ts';
import { StampDraft } from './execution-draft.ts';
import { scopeFor } from './mail-rendering.ts';
import { readStamp } from './overrides.ts';
import { TIME_ZONE } from './readiness.ts';
import { findRecipient, RecipientDraft } from './recipient.ts';
import { unknownReference } from './references.ts';
import { readVariables, VariablesDraft } from './validation-draft.ts';
import { requireWellFormed } from './well-formed.ts';

const MOST_LINKS = 500;

/** With a label it must have room in a token. */
const LONGEST_DESTINATION = 3500;

const LongText = Type.String({ minLength: 1, maxLength: LONGEST_DESTINATION });

/** A link that is to be tracked: what kind it is, and where it leads. */
export const LinkDraft = Type.Object({
  type: Type.Enum(['open', 'redirection', 'mirror', 'unsubscribe', 'form']),
  destination: Type.Optional(
    Type.Union([Type.Object({ type: Type.Literal('literal'), value: LongText }), LongText, Type.Null()], {
      description: 'Of a redirection the address, of a form its id. It is a template',
    }),
  ),
  label: Type.Optional(
    Type.Union([Type.String({ maxLength: 255 }), Type.Null()], { description: 'Named by its hits' }),
  ),
});
export type LinkDraft = Static<typeof LinkDraft>;

/** Links of an action for one reader. */
export const LinksDraft = Type.Object(
  {
    receiver: RecipientDraft,
    data: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
    variables: Type.Optional(Type.Union([VariablesDraft, Type.Null()])),
    context: Type.Optional(
      Type.Union([
        Type.Object({
          id: Type.Optional(Type.String({ maxLength: 64 })),
          display: Type.Optional(Type.Enum([0, 1, 2, 4, 8, 16])),
          render: Type.Optional(Type.Integer()),
          recipient: Type.Optional(Type.String({ maxLength: 254 })),
        }),
        Type.Null(),
      ]),
    ),
    stamp: Type.Optional(Type.Union([StampDraft, Type.Null()])),
    links: Type.Array(LinkDraft, { maxItems: MOST_LINKS }),
  },
  { description: 'Members that are not known are ignored' },
);
export type LinksDraft = Static<typeof LinksDraft>;

/** A link that somebody else puts into a message. */
export type LinkWish =
  | { type: 'open' }
  | { type: 'mirror' | 'unsubscribe'; label?: string }
  | { type: 'form'; form: string; label?: string }
  | { type: 'redirection'; destination: string; label?: string }
  /** To where nobody can be counted, such as mail or a phone: it stays as it is, as in messages. */
  | { type: 'plain'; address: string };

/** Makes links by which it is seen that somebody has followed them. */
export interface LinkTracker {
  /** Addresses for links of one message, in the order of the wishes. */
  track(
    message: { action: string; contact: string; stamp: Stamp },
    wishes: readonly LinkWish[],
  ): Promise<readonly string[]>;
  /** The links of messages that are only looked at. */
  previews(): EmailLinks;
}

/** Makes the links that somebody puts into a message to a contact. @throws Refusal */
export async function trackLinks(
  desk: ActionDesk,
  id: string,
  draft: LinksDraft,
): Promise<readonly string[]> {
  requireWellFormed(draft);
  const action = await requireAction(desk, id);
  const found = findRecipient(desk.contacts, draft.receiver);
  if (found === undefined) {
    throw unknownReference('/receiver', 'contact', JSON.stringify(draft.receiver).slice(0, 100));
  }
  const { target, footprint } = found;
  const variables = readVariables(draft.variables);
  const said = { variables, ...(draft.data && { data: draft.data }) };
  const reading = { fields: desk.contacts.fields(), values: target.fields, recipient: footprint };
  const scope = scopeFor(action, said, reading);
  const wishes: LinkWish[] = [];
  for (const [index, link] of draft.links.entries()) {
    wishes.push(readWish(desk, action, scope, link, `/links/${index}`));
    // A template may compute for a second; others are let in between.
    await new Promise(setImmediate);
  }
  const stamp = readStamp(draft.stamp, desk.now());
  return desk.tracker.track({ action: action.id, contact: footprint.id, stamp }, wishes);
}

/** @throws Refusal */
function readWish(
  desk: ActionDesk,
  action: Action,
  scope: Scope,
  { type, destination, label }: LinkDraft,
  pointer: string,
): LinkWish {
  const labelled = label ? { label } : {};
  switch (type) {
    case 'open':
      return { type };
    case 'mirror':
    case 'unsubscribe':
      return { type, ...labelled };
    case 'form':
    case 'redirection': {
      const template = typeof destination === 'string' ? destination : destination?.value;
      const place = `${pointer}/destination`;
      if (template === undefined) throw invalidContent(place, 'must say where the link leads');
      const text = rendered(desk, action, scope, template, place);
      if (type === 'form') return { type, form: requireForm(text, place), ...labelled };
      const read = readDestination(text);
      if (read.kind === 'web') {
        if (read.address.length > LONGEST_DESTINATION)
          throw invalidContent(place, `may have ${LONGEST_DESTINATION} characters at most`);
        return { type, destination: read.address, ...labelled };
      }
      if (read.kind === 'forbidden') throw invalidContent(place, `must be an address: ${read.reason}`);
      if (text.trim() === '') throw invalidContent(place, 'must say where the link leads');
      return { type: 'plain', address: text };
    }
  }
}

function requireForm(text: string, place: string): string {
  const form = text.trim();
  if (!isFormId(form))
    throw invalidContent(place, 'must be the id of a form, of up to 32 letters and digits');
  return form;
}

function rendered(
  { renderer }: ActionDesk,
  { settings }: Action,
  scope: Scope,
  template: string,
  pointer: string,
): string {
  const culture = 'culture' in settings ? settings.culture : undefined;
  try {
    const view = { part: 'destination', kind: 'text', template } as const;
    return renderer.render(view, scope, readerOf(culture, TIME_ZONE));
  } catch (error) {
    if (error instanceof RenderFailure) throw invalidContent(pointer, `cannot be rendered: ${error.reason}`);
    throw error;
  }
}
