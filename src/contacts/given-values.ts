import type { Values } from './contact.ts';
import type { Field } from './field.ts';
import { foldName } from './name.ts';
import { invalidContent, Refusal, type RefusedPlace } from './refusal.ts';
import { checkValue, type StoredValue, type ValueTerms } from './values/check-value.ts';

/** What a caller gives: values by the id or the name of their field, in one flat object. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** Checked values by the id of their field; undefined clears a field. */
export type CheckedValues = ReadonlyMap<Field, StoredValue | undefined>;

/** How many places of one body are told. */
const MOST_TOLD = 20;

/** The fields by folded name and by id. Lists of fields are not changed in place. */
const INDEXES = new WeakMap<readonly Field[], ReadonlyMap<string, Field>>();

/**
 * Checks what a caller gives against the fields of the account. Names that no field has are ignored: programs send more
 * than there are fields for.
 *
 * @throws Refusal that names every field whose rules are broken.
 */
export function checkValues(given: GivenValues, fields: readonly Field[], terms: ValueTerms): CheckedValues {
  const values = new Map<Field, StoredValue | undefined>();
  const broken: RefusedPlace[] = [];
  const unknown: RefusedPlace[] = [];
  const index = indexOf(fields);
  for (const [key, value] of Object.entries(given)) {
    const isId = /^\d+$/.test(key);
    const field = index.get(isId ? String(Number(key)) : foldName(key.trim()));
    if (field === undefined) {
      if (isId) unknown.push({ pointer: `/${key}`, message: 'names no field of the account' });
      else if (key === 'fields' && typeof value === 'object') {
        throw invalidContent('/fields', 'is not taken: put the values of fields into the body itself');
      }
      continue;
    }
    const checked = checkValue(field, value, terms);
    if (checked.broken === undefined) values.set(field, checked.value);
    else broken.push({ pointer: `/${pointerPart(key)}`, field: field.name, ...checked.broken });
  }
  if (unknown.length > 0) {
    const first = unknown[0]?.pointer?.slice(1, 50);
    throw new Refusal('unknown-reference', `there is no field ${first}`, unknown.slice(0, MOST_TOLD));
  }
  if (broken.length > 0) throw brokenRules(broken);
  return values;
}

/** Refuses values; each place names its field and the rule. */
export function brokenRules(all: readonly RefusedPlace[]): Refusal {
  const places = all.slice(0, MOST_TOLD);
  const told = places.map(({ field, rule, message }) => `'${field}' ${message} (rule: ${rule})`);
  return new Refusal('invalid-value', told.join('; '), places);
}

/** The values of a contact after a change. */
export function withValues(before: Values, given: CheckedValues): Values {
  const after = new Map(Object.entries(before));
  for (const [{ id }, value] of given) {
    if (value === undefined) after.delete(String(id));
    else after.set(String(id), value);
  }
  return Object.fromEntries(after);
}

/** The ids of the fields in which two sets of values differ. */
export function changedFields(before: Values, after: Values): number[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids]
    .filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]))
    .map(Number)
    .toSorted((a, b) => a - b);
}

function indexOf(fields: readonly Field[]): ReadonlyMap<string, Field> {
  let index = INDEXES.get(fields);
  if (index === undefined) {
    index = new Map(
      fields.flatMap((field) => [
        [String(field.id), field],
        [foldName(field.name), field],
      ]),
    );
    INDEXES.set(fields, index);
  }
  return index;
}

function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
