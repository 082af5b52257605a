import Type, { type Static } from 'typebox';
import { NumericId } from './field.ts';

const MOST_VALUES = 10_000;

export const ListedValue = Type.Object({
  index: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  value: Type.String(),
});
export type ListedValue = Static<typeof ListedValue>;

/** The values that fields of the two list types can have. */
export const ValueList = Type.Object({
  id: NumericId,
  name: Type.String({ description: 'Unique in the account, whatever its case' }),
  ordered: Type.Boolean({ description: 'Whether the values are shown in alphabetical order' }),
  values: Type.Array(ListedValue),
});
export type ValueList = Static<typeof ValueList>;

/** One value as a caller gives it. */
export const ListedValueDraft = Type.Object({
  index: Type.Optional(Type.Union([ListedValue.properties.index, Type.Null()])),
  value: Type.String({ minLength: 1, maxLength: 255 }),
});
export type ListedValueDraft = Static<typeof ListedValueDraft>;

/** What a caller says of a list; on a change, what is absent stays as it is. */
export const ValueListDraft = Type.Object(
  {
    name: Type.Optional(Type.String()),
    ordered: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    values: Type.Optional(Type.Array(ListedValueDraft, { maxItems: MOST_VALUES })),
  },
  { description: 'Members that are not known are ignored' },
);
export type ValueListDraft = Static<typeof ValueListDraft>;

/** Values are compared without regard to case. */
export function foldValue(value: string): string {
  return value.normalize('NFC').toLowerCase();
}

/** The list as it is shown. */
export function shown(list: ValueList): ValueList {
  const by = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
  const values = list.values.toSorted((a, b) =>
    list.ordered ? by.compare(a.value, b.value) : a.index - b.index,
  );
  return { ...list, values };
}
