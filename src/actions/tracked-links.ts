import Type, { type Static } from 'typebox';
import type { Footprint } from '../events/model/receiver.ts';
import type { Stamp } from '../events/model/stamp.ts';
import { requireAction } from './changing-actions.ts';
import type { ActionDesk } from './desk.ts';
import { DispatchUnavailable } from './dispatch.ts';
import { StampDraft } from './execution-draft.ts';
import { readStamp } from './overrides.ts';
import { findRecipient, RecipientDraft } from './recipient.ts';
import { unknownReference } from './references.ts';
import { readVariables, VariablesDraft } from './validation-draft.ts';
import { requireWellFormed } from './well-formed.ts';

const MOST_LINKS = 500;

/** A link that is to be tracked: what kind it is, and where it leads. */
export const LinkDraft = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 64 }),
  destination: Type.Optional(Type.Unknown()),
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

/** Links of one message. */
export type LinksWish = {
  action: string;
  recipient: Footprint;
  stamp: Stamp;
  data?: Record<string, unknown>;
  variables: Record<string, unknown>;
  links: readonly LinkDraft[];
};

/** Makes links by which it is seen that somebody has followed them. */
export interface LinkTracker {
  /** The links in the order of the wishes. */
  track(wish: LinksWish): Promise<readonly string[]>;
}

/**
 * @throws Refusal
 * @throws DispatchUnavailable when nothing makes such links.
 */
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
  if (desk.tracker === undefined) {
    throw new DispatchUnavailable('this server does not make tracked links yet; nothing was changed');
  }
  return desk.tracker.track({
    action: action.id,
    recipient: found.footprint,
    stamp: readStamp(draft.stamp, desk.now()),
    ...(draft.data && { data: draft.data }),
    variables: readVariables(draft.variables),
    links: draft.links,
  });
}
