import { hashUnicity } from '../../events/facets.ts';
import {
  type Contact,
  type ContactName,
  footprintOf,
  type Target,
  targetOf,
  type Values,
} from '../contact.ts';
import { parseContactId } from '../contact-id.ts';
import { isListType, unicityFields } from '../field.ts';
import {
  brokenRules,
  type CheckedValues,
  changedFields,
  checkValues,
  type GivenValues,
  withValues,
} from '../given-values.ts';
import { lifeEvent } from '../outbox.ts';
import type { Desk } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { readUnicity, unicityOf } from '../unicity.ts';
import type { ValueTerms } from '../values/check-value.ts';

const NO_MARKS = { bounces: [], redListed: [] };

/** @throws Refusal when a contact has the unicity already. */
export function createContact(desk: Desk, given: GivenValues): Target {
  const values = check(desk, given);
  const unicity = requireUnicity(desk, withValues({}, values));
  const existing = desk.contacts.find(byUnicity(unicity));
  if (existing !== undefined) throw taken(existing);
  return insert(desk, unicity, values);
}

/**
 * Changes the contact that a unicity names, or that the values themselves name; creates it when there is none.
 *
 * @throws Refusal
 */
export function upsertContact(desk: Desk, given: GivenValues, named?: string): Target {
  if (named === undefined) {
    const values = check(desk, given);
    const unicity = requireUnicity(desk, withValues({}, values));
    const existing = desk.contacts.find(byUnicity(unicity));
    return existing === undefined ? insert(desk, unicity, values) : update(desk, existing, values);
  }
  const text = readUnicity(desk.fields.all(), named, termsOf(desk));
  const existing = desk.contacts.find(byUnicity(text));
  if (existing !== undefined) return update(desk, existing, check(desk, given));
  // Who names a new contact in the query need not say the same again in the body.
  const [only, ...others] = unicityFields(desk.fields.all());
  const key = others.length === 0 ? only?.id : undefined;
  const values = check(desk, key === undefined ? given : { [String(key)]: named, ...given });
  const unicity = requireUnicity(desk, withValues({}, values));
  const other = desk.contacts.find(byUnicity(unicity));
  if (other !== undefined) throw taken(other);
  return insert(desk, unicity, values);
}

/** @throws Refusal when there is no such contact, or another has the new unicity. */
export function changeContact(desk: Desk, id: string, given: GivenValues): Target {
  return update(desk, requireContact(desk, id), check(desk, given));
}

/** @throws Refusal when there is no such contact. */
export function deleteContact(desk: Desk, id: string): void {
  removeContact(desk, requireContact(desk, id));
}

/** Deletes a contact with all that belongs to it. */
export function removeContact(desk: Desk, contact: Contact): void {
  desk.members.removeContact(contact.id);
  desk.redList.remove(contact.id);
  desk.bounces.remove(contact.id);
  desk.contacts.delete(contact.id);
  desk.outbox.add(lifeEvent('suppression', desk.now(), footprintOf(contact), {}));
}

/** @throws Refusal when the account has no such contact. */
export function requireContact(desk: Pick<Desk, 'contacts'>, id: string): Contact {
  const number = parseContactId(id);
  const contact = number === undefined ? undefined : desk.contacts.find({ by: 'id', id: number });
  if (contact === undefined)
    throw new Refusal('not-found', `the account has no contact '${id.slice(0, 50)}'`);
  return contact;
}

export function byUnicity(unicity: string): ContactName {
  return { by: 'hash', hash: hashUnicity(unicity) };
}

function insert(desk: Desk, unicity: string, given: CheckedValues): Target {
  const values = withValues({}, given);
  const missing = desk.fields
    .all()
    .filter(({ isMandatory, id }) => isMandatory && values[String(id)] === undefined);
  if (missing.length > 0) throw emptied(missing.map(({ name }) => name));
  const now = desk.now();
  const contact = desk.contacts.insert({ unicity, created: now, updated: now, values });
  desk.outbox.add(
    lifeEvent('creation', now, footprintOf(contact), { fields: Object.keys(values).map(Number) }),
  );
  return targetOf(contact, NO_MARKS);
}

function update(desk: Desk, before: Contact, given: CheckedValues): Target {
  // A field that was made mandatory later is asked for only when it is named.
  const missing = [...given].filter(([{ isMandatory }, value]) => isMandatory && value === undefined);
  if (missing.length > 0) throw emptied(missing.map(([{ name }]) => name));
  const values = withValues(before.values, given);
  const fields = changedFields(before.values, values);
  const marks = { bounces: desk.bounces.of(before.id), redListed: desk.redList.of(before.id) };
  // Programs that synchronise send everything again and again: what changes nothing is no event.
  if (fields.length === 0) return targetOf(before, marks);
  const unicity = requireUnicity(desk, values);
  if (unicity !== before.unicity) {
    const other = desk.contacts.find(byUnicity(unicity));
    if (other !== undefined && other.id !== before.id) throw taken(other);
  }
  const now = desk.now();
  const contact: Contact = { ...before, unicity, updated: now, values };
  desk.contacts.replace(contact, before);
  desk.outbox.add(lifeEvent('modification', now, footprintOf(contact), { fields }));
  return targetOf(contact, marks);
}

function check(desk: Desk, given: GivenValues): CheckedValues {
  return checkValues(given, desk.fields.all(), termsOf(desk));
}

export function termsOf(desk: Desk): ValueTerms {
  return {
    country: desk.country,
    listOf: ({ type, valueListId }) =>
      isListType(type) && valueListId !== undefined ? desk.valueLists.find(valueListId) : undefined,
  };
}

function requireUnicity(desk: Desk, values: Values): string {
  const fields = desk.fields.all();
  const unicity = unicityOf(fields, values);
  if (unicity !== undefined) return unicity;
  const places = unicityFields(fields)
    .filter(({ id }) => values[String(id)] === undefined)
    .map(({ name }) => ({ field: name, rule: 'unicity' as const, message: 'must have a value' }));
  const names = places.map(({ field }) => `'${field}'`).join(', ');
  throw new Refusal(
    'unidentified-target',
    `target cannot be identified - unicity is null: give a value for ${names}`,
    places,
  );
}

function emptied(names: readonly string[]): Refusal {
  return brokenRules(
    names.map((field) => ({ field, rule: 'mandatory' as const, message: 'must have a value' })),
  );
}

function taken(other: Contact): Refusal {
  return new Refusal(
    'already-exists',
    `target already exists: the contact ${footprintOf(other).id} has this unicity; change it instead, with PUT`,
  );
}
