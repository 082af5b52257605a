import { type Field, type FieldRule, OPERATORS } from '../field.ts';
import type { ValueList } from '../value-list.ts';
import { dateNumber, readDate } from './date-value.ts';
import { readEmail } from './email-value.ts';
import { readListed } from './list-value.ts';
import { readPhone } from './phone-value.ts';

/** A value as it is stored and shown. */
export type StoredValue = string | number | readonly string[];

/** A value that a contact may have, nothing when it clears the field, or the rule that it breaks. */
export type CheckedValue =
  | { value: StoredValue; broken?: undefined }
  | { value?: undefined; broken?: undefined }
  | { value?: undefined; broken: { rule: FieldRule; message: string } };

/** What a value is checked with, besides its field. */
export type ValueTerms = {
  /** The list of a field, if it has one. */
  listOf(field: Field): ValueList | undefined;
  /** Of phone numbers that are written without a country, on fields that name none. */
  country: string;
};

const MOST_TEXT = 1000;
const MOST_TEXT_AREA = 65_536;
const MOST_CHOICES = 1000;
const MOST_DIGITS = 100;

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** Checks a value against its field, and gives it the form in which it is stored. */
export function checkValue(field: Field, value: unknown, terms: ValueTerms): CheckedValue {
  if (isNothing(value)) return {};
  const checked = readTyped(field, value, terms);
  if (checked.value === undefined || field.constraint === undefined) return checked;
  const { operator, value: bound } = field.constraint;
  if (measures(field, checked.value).every((measure) => holds(measure, operator, numberOf(field, bound)))) {
    return checked;
  }
  const what =
    field.type === 'numeric' || field.type === 'date' ? 'must be' : 'must have a number of characters';
  return broken('constraint', `${what} ${OPERATORS[operator]} ${bound}`);
}

/** Whether a value clears its field. */
function isNothing(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function readTyped(field: Field, value: unknown, terms: ValueTerms): CheckedValue {
  switch (field.type) {
    case 'email':
      return typed(readEmail(value), 'must be an e-mail address, such as claire@example.com');
    case 'phone':
      return typed(
        readPhone(value, field.country ?? terms.country),
        `must be a phone number that exists, with its country such as +33, or one of ${field.country ?? terms.country}`,
      );
    case 'numeric':
      return typed(readNumber(value), 'must be a number');
    case 'date':
      return typed(readDate(value), 'must be a date, such as 2026-01-31, 2026-01-31T09:00:00Z or 31/01/2026');
    case 'textField':
      return readText(value, MOST_TEXT, /[^\P{Cc}\t\r\n]/u);
    case 'textArea':
      return readText(value, MOST_TEXT_AREA, /[^\P{Cc}\t\r\n]/u);
    case 'singleSelectList':
      return readChoice(value, terms.listOf(field));
    case 'multipleSelectList':
      return readChoices(value, terms.listOf(field));
  }
}

function typed(value: StoredValue | undefined, message: string): CheckedValue {
  return value === undefined ? broken('type', message) : { value };
}

function broken(rule: FieldRule, message: string): CheckedValue {
  return { broken: { rule, message } };
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && (value.length > MOST_DIGITS || !NUMBER.test(value))) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  // -0 would be written as 0 and so be another number when it is read.
  return Number.isFinite(number) ? number + 0 : undefined;
}

function readText(value: unknown, most: number, refused: RegExp): CheckedValue {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return broken('type', 'must be a text');
  }
  const text = String(value).trim();
  if (!text.isWellFormed() || refused.test(text)) {
    return broken('type', 'must not contain control characters or halves of characters');
  }
  return text.length > most ? broken('length', `may have ${most} characters at most`) : { value: text };
}

function readChoice(value: unknown, list: ValueList | undefined): CheckedValue {
  if (typeof value !== 'string' && typeof value !== 'number') return broken('type', 'must be a text');
  const listed = list && readListed(list, String(value));
  return listed === undefined ? notListed(value, list) : { value: listed };
}

function readChoices(value: unknown, list: ValueList | undefined): CheckedValue {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > MOST_CHOICES) return broken('length', `may have ${MOST_CHOICES} values at most`);
  const chosen = new Set<string>();
  for (const each of values) {
    const checked = readChoice(each, list);
    if (checked.broken !== undefined) return checked;
    if (typeof checked.value === 'string') chosen.add(checked.value);
  }
  return { value: [...chosen] };
}

function notListed(value: string | number, list: ValueList | undefined): CheckedValue {
  const shown = String(value).slice(0, 50);
  return broken('valueList', `'${shown}' is none of the values of the list ${list?.id ?? 'that is gone'}`);
}

/** What a constraint compares: the value of numbers and dates, the length of each text. */
function measures({ type }: Field, value: StoredValue): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') return value.map((each) => [...each].length);
  return [type === 'date' ? dateNumber(value) : [...value].length];
}

function numberOf({ type }: Field, bound: string): number {
  return type === 'date' ? dateNumber(readDate(bound) ?? '') : Number(bound);
}

function holds(measure: number, operator: number, bound: number): boolean {
  switch (operator) {
    case 1:
      return measure > bound;
    case 2:
      return measure < bound;
    case 3:
      return measure >= bound;
    case 4:
      return measure <= bound;
    case 5:
      return measure === bound;
    default:
      return true;
  }
}
