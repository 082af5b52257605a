import Type, { type Static } from 'typebox';
import { NumericId } from '../contacts/field.ts';

/** What actions are filed under. */
export const Category = Type.Object({
  id: NumericId,
  name: Type.String({ description: 'Unique in the account, whatever its case' }),
  description: Type.Union([Type.String(), Type.Null()]),
  creationDate: Type.String({ description: 'UTC' }),
});
export type Category = Static<typeof Category>;

/** What a caller says of a category; on a change, what is absent stays as it is. */
export const CategoryDraft = Type.Object(
  {
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
  },
  { description: 'Members that are not known are ignored' },
);
export type CategoryDraft = Static<typeof CategoryDraft>;
