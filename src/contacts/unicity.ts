import type { Values } from './contact.ts';
import { type Field, unicityFields } from './field.ts';
import { checkValue, type ValueTerms } from './values/check-value.ts';

/**
 * The unicity that values make up: those of the fields that tell contacts apart, in the order of these fields, joined.
 * Undefined when one of them is missing.
 */
export function unicityOf(fields: readonly Field[], values: Values): string | undefined {
  const parts = unicityParts(fields, values);
  return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
}

/** The same, one by one. */
export function unicityParts(fields: readonly Field[], values: Values): (string | undefined)[] {
  return unicityFields(fields).map(({ id }) => {
    const value = values[String(id)];
    return value === undefined ? undefined : String(value);
  });
}

/**
 * The unicity that a caller means by a text: written as the field would have stored it. Several fields are joined in one
 * text, which cannot be taken apart again, and so is taken as it is.
 */
export function readUnicity(fields: readonly Field[], text: string, terms: ValueTerms): string {
  const [only, ...others] = unicityFields(fields);
  if (only === undefined || others.length > 0) return text.trim();
  const { value } = checkValue(only, text, terms);
  // What cannot be a value is no contact's unicity; it is looked for as it is, and not found.
  return value === undefined ? text.trim() : String(value);
}
