import Type, { type Static } from 'typebox';
import type { ContactBook, WrittenName } from '../contacts/book.ts';
import type { Target } from '../contacts/contact.ts';
import { unicityOf } from '../contacts/unicity.ts';
import type { Footprint } from '../events/model/receiver.ts';

const Name = Type.String({ minLength: 1, maxLength: 1000 });

/** A contact as programs name it when they send. */
export const RecipientDraft = Type.Union(
  [
    Type.Object({ type: Type.Literal('id'), value: Name }),
    Type.Object({
      type: Type.Literal('unicity'),
      value: Type.Array(Name, {
        minItems: 1,
        maxItems: 20,
        description: 'The values of the fields that tell contacts apart, in the order of these fields',
      }),
    }),
    Type.Object({ type: Type.Literal('hash'), value: Name }),
    Type.Object({
      type: Type.Literal('footprint'),
      id: Name,
      unicity: Type.Optional(Name),
      hash: Type.Optional(Name),
    }),
  ],
  { description: 'The contact that is meant' },
);
export type RecipientDraft = Static<typeof RecipientDraft>;

/** A contact that was found, and all its names. */
export type FoundRecipient = { target: Target; footprint: Footprint };

/** The contact that is meant; undefined when the account has none of that name. */
export function findRecipient(
  contacts: Pick<ContactBook, 'find' | 'fields'>,
  draft: RecipientDraft,
): FoundRecipient | undefined {
  const target = contacts.find(nameOf(draft));
  if (target === undefined) return undefined;
  const unicity = unicityOf(contacts.fields(), target.fields);
  // Every contact has one: it is asked for when a contact is created.
  if (unicity === undefined) throw new TypeError(`contact ${target.id} has no unicity`);
  return { target, footprint: { type: 'footprint', id: target.id, unicity, hash: target.hash } };
}

/** All names of the contacts that are meant, by their drafts; without those that the account does not have. */
export function footprintsOf(
  contacts: Pick<ContactBook, 'footprints'>,
  drafts: readonly RecipientDraft[],
): ReadonlyMap<RecipientDraft, Footprint> {
  const found = new Map<RecipientDraft, Footprint>();
  for (const [index, footprint] of contacts.footprints(drafts.map(nameOf)).entries()) {
    const draft = drafts[index];
    if (draft !== undefined && footprint !== undefined) found.set(draft, footprint);
  }
  return found;
}

function nameOf(draft: RecipientDraft): WrittenName {
  switch (draft.type) {
    case 'id':
      return { by: 'id', text: draft.value };
    case 'hash':
      return { by: 'hash', text: draft.value };
    case 'unicity':
      return { by: 'unicity', text: draft.value.join('') };
    case 'footprint':
      return { by: 'id', text: draft.id };
  }
}
