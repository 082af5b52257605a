import type { Field, FieldDraft } from '../field.ts';
import { defineField } from '../field-definition.ts';
import { requireRoom } from '../name.ts';
import type { Desk } from '../records.ts';
import { Refusal } from '../refusal.ts';

/** @throws Refusal */
export function createField(desk: Desk, draft: FieldDraft): Field {
  const definition = defineField(draft);
  requireRoom(desk.fields.all(), 'fields');
  requireFree(desk, definition.name);
  requireList(desk, definition);
  if (definition.isUnicity) requireNobody(desk, definition.name);
  return desk.fields.insert(definition);
}

/** @throws Refusal */
export function changeField(desk: Desk, id: number, draft: FieldDraft): Field {
  const before = requireField(desk.fields.all(), id);
  const field: Field = { id, ...defineField(draft, before) };
  requireFree(desk, field.name, id);
  requireList(desk, field);
  if (before.isUnicity && !field.isUnicity) requireOtherUnicity(desk, before);
  if (before.isUnicity !== field.isUnicity) requireNobody(desk, field.name);
  if (before.type !== field.type && desk.contacts.hasValue(id)) {
    throw new Refusal(
      'conflict',
      `contacts have values of '${before.name}', which is of type '${before.type}'; create another field`,
    );
  }
  desk.fields.replace(field);
  return field;
}

/** @throws Refusal */
export function deleteField(desk: Desk, id: number): void {
  const field = requireField(desk.fields.all(), id);
  if (field.isUnicity) {
    requireOtherUnicity(desk, field);
    requireNobody(desk, field.name);
  }
  desk.contacts.clearField(id);
  desk.bounces.forgetField(id);
  desk.fields.delete(id);
}

/** @throws Refusal when the account has no such field. */
export function requireField(fields: readonly Field[], id: number): Field {
  const field = fields.find((each) => each.id === id);
  if (field === undefined) throw new Refusal('not-found', `the account has no field ${id}`);
  return field;
}

function requireFree(desk: Desk, name: string, but?: number): void {
  const other = desk.fields.findNamed(name);
  if (other === undefined || other.id === but) return;
  throw new Refusal(
    'already-exists',
    `field ${other.id} is named '${other.name}'; names may not differ only in case: choose another`,
  );
}

function requireList(desk: Desk, { valueListId }: Omit<Field, 'id'>): void {
  if (valueListId === undefined || desk.valueLists.find(valueListId) !== undefined) return;
  throw new Refusal('unknown-reference', `the account has no value list ${valueListId}`, [
    { pointer: '/valueListId', message: 'names no value list of the account' },
  ]);
}

/** Without any such field no contact could be told from another. */
function requireOtherUnicity(desk: Desk, field: Field): void {
  if (desk.fields.all().some(({ id, isUnicity }) => isUnicity && id !== field.id)) return;
  throw new Refusal(
    'conflict',
    `'${field.name}' is the only field that tells contacts apart; give 'isUnicity' to another first`,
  );
}

/** What tells contacts apart is their name everywhere: in events, in links, and in other programs. */
function requireNobody(desk: Desk, name: string): void {
  if (desk.contacts.count() === 0) return;
  throw new Refusal(
    'conflict',
    `whether '${name}' tells contacts apart cannot be changed while there are contacts; delete them first`,
  );
}
