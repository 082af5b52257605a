import Type, { type Static } from 'typebox';

/** The kinds of values that a contact can have. */
const FIELD_TYPES = [
  'email',
  'phone',
  'textField',
  'textArea',
  'numeric',
  'date',
  'singleSelectList',
  'multipleSelectList',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** The types whose values come from a value list. */
export const LIST_TYPES: readonly FieldType[] = ['singleSelectList', 'multipleSelectList'];

/** The types whose values can tell contacts apart. */
export const UNICITY_TYPES: readonly FieldType[] = ['email', 'phone', 'textField', 'numeric'];

/** How the operator of a constraint compares, by its number. Number 0 is no constraint. */
export const OPERATORS = ['none', '>', '<', '>=', '<=', '='] as const;

export const Constraint = Type.Object(
  {
    operator: Type.Integer({
      minimum: 0,
      maximum: OPERATORS.length - 1,
      description: '0 none, 1 greater, 2 smaller, 3 greater or equal, 4 smaller or equal, 5 equal',
    }),
    value: Type.String({
      maxLength: 64,
      description: 'A number or a date for such fields; for all others a number of characters',
    }),
  },
  { description: 'A bound for the value of the field, or for its length when it is a text' },
);
export type Constraint = Static<typeof Constraint>;

/** Ids of fields, lists, segments and categories, as NP6 has them. */
export const NumericId = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** A field that contacts of the account can have. */
export const Field = Type.Object({
  type: Type.Enum([...FIELD_TYPES]),
  id: NumericId,
  name: Type.String({ description: 'Unique in the account, whatever its case' }),
  isUnicity: Type.Boolean({ description: 'Whether the value tells contacts apart' }),
  isMandatory: Type.Boolean(),
  isCriterion: Type.Boolean({ description: 'Whether segments may be selected by it; kept as given' }),
  constraint: Type.Optional(Constraint),
  valueListId: Type.Optional(NumericId),
  country: Type.Optional(
    Type.String({
      description:
        'Of a phone field: the country (ISO 3166, two letters) of numbers that are written without one',
    }),
  ),
});
export type Field = Static<typeof Field>;

/** PHP writes an empty object as an empty array. */
const Nothing = Type.Array(Type.Unknown(), { maxItems: 0 });

/** What a caller says of a field; on a change, what is absent stays as it is. */
export const FieldDraft = Type.Object(
  {
    type: Type.Optional(Type.Enum([...FIELD_TYPES])),
    name: Type.Optional(Type.String()),
    isUnicity: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    isMandatory: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    isCriterion: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    constraint: Type.Optional(
      Type.Union([
        Type.Object({
          operator: Constraint.properties.operator,
          value: Type.Optional(Type.Union([Constraint.properties.value, Type.Number(), Type.Null()])),
        }),
        Type.Null(),
        Nothing,
      ]),
    ),
    valueListId: Type.Optional(Type.Union([NumericId, Type.Null()])),
    country: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  },
  { description: 'Members that are not known are ignored' },
);
export type FieldDraft = Static<typeof FieldDraft>;

/** The rules that a value can break. */
export const FIELD_RULES = ['type', 'length', 'mandatory', 'unicity', 'constraint', 'valueList'] as const;
export type FieldRule = (typeof FIELD_RULES)[number];

export function isListType(type: FieldType): boolean {
  return LIST_TYPES.includes(type);
}

/** The fields that tell contacts apart, in the order in which their values make up the unicity. */
export function unicityFields(fields: readonly Field[]): Field[] {
  return fields.filter(({ isUnicity }) => isUnicity).toSorted((a, b) => a.id - b.id);
}
