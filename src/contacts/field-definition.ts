import { isSupportedCountry } from 'libphonenumber-js/min';
import {
  type Constraint,
  type Field,
  type FieldDraft,
  isListType,
  LIST_TYPES,
  OPERATORS,
  UNICITY_TYPES,
} from './field.ts';
import { readName } from './name.ts';
import { invalidContent } from './refusal.ts';
import { readDate } from './values/date-value.ts';

/**
 * A field as a draft defines it; what the draft does not say is as it was before, or as new fields have it.
 * Whether its name is free and its list exists is for others to say.
 *
 * @throws Refusal
 */
export function defineField(draft: FieldDraft, before?: Field): Omit<Field, 'id'> {
  const type = draft.type ?? before?.type;
  if (type === undefined) throw invalidContent('', "must have 'type'");
  const name = readName(draft.name ?? before?.name);
  // A key that is all digits names a field by its id.
  if (/^\d+$/.test(name)) throw invalidContent('/name', 'must have a character that is no digit');
  const field: Omit<Field, 'id'> = {
    type,
    name,
    isUnicity: draft.isUnicity ?? before?.isUnicity ?? false,
    isMandatory: draft.isMandatory ?? before?.isMandatory ?? false,
    isCriterion: draft.isCriterion ?? before?.isCriterion ?? false,
  };
  if (field.isUnicity && !UNICITY_TYPES.includes(type)) {
    throw invalidContent('/isUnicity', `cannot be true for the type '${type}'`);
  }
  const constraint =
    draft.constraint === undefined ? before?.constraint : readConstraint(draft.constraint, type);
  if (constraint !== undefined) field.constraint = constraint;
  if (isListType(type)) {
    const list = draft.valueListId ?? before?.valueListId;
    if (list === undefined) {
      throw invalidContent('', `must have 'valueListId' for the types ${LIST_TYPES.join(' and ')}`);
    }
    field.valueListId = list;
  }
  const country = draft.country === undefined ? before?.country : readCountry(draft.country);
  if (type === 'phone' && country !== undefined) field.country = country;
  return field;
}

function readConstraint(
  draft: NonNullable<FieldDraft['constraint']> | null,
  type: Field['type'],
): Constraint | undefined {
  if (draft === null || Array.isArray(draft) || draft.operator === 0) return undefined;
  const value = String(draft.value ?? '').trim();
  if (!isBound(value, type)) {
    const what = type === 'numeric' ? 'a number' : type === 'date' ? 'a date' : 'a number of characters';
    throw invalidContent(
      '/constraint/value',
      `must be ${what} for '${OPERATORS[draft.operator]}' on a field of type '${type}'`,
    );
  }
  return { operator: draft.operator, value };
}

function isBound(value: string, type: Field['type']): boolean {
  if (value === '') return false;
  if (type === 'date') return readDate(value) !== undefined;
  return type === 'numeric' ? Number.isFinite(Number(value)) : /^\d{1,9}$/.test(value);
}

function readCountry(text: string | null): string | undefined {
  if (text === null) return undefined;
  const country = text.trim().toUpperCase();
  if (!isSupportedCountry(country)) {
    throw invalidContent('/country', 'must be a country by its two letters, such as FR');
  }
  return country;
}
