import type { Contact } from '../contact.ts';
import { formatContactId, parseContactId } from '../contact-id.ts';
import type { Desk } from '../records.ts';
import { readUnicity, unicityParts } from '../unicity.ts';
import { byUnicity, removeContact, termsOf } from './changing-contacts.ts';
import { requireSegment } from './changing-segments.ts';

/** A contact that was deleted. */
export type Deleted = { id: string; unicity: string[] };

/** Deletes those contacts that the names name; names of nobody are passed over. */
export function deleteNamed(desk: Desk, by: 'unicity' | 'id', names: readonly string[]): Deleted[] {
  const deleted: Deleted[] = [];
  for (const name of names) {
    const contact = by === 'id' ? findById(desk, name) : findByUnicity(desk, name);
    if (contact !== undefined) deleted.push(remove(desk, contact));
  }
  return deleted;
}

/**
 * Deletes the first contacts of a segment.
 *
 * @throws Refusal when there is no such segment.
 */
export function deleteMembers(desk: Desk, segment: number, most: number): Deleted[] {
  requireSegment(desk.segments.all(), segment);
  return desk.members.first(segment, most).flatMap((id) => {
    const contact = desk.contacts.find({ by: 'id', id });
    return contact === undefined ? [] : [remove(desk, contact)];
  });
}

function remove(desk: Desk, contact: Contact): Deleted {
  const unicity = unicityParts(desk.fields.all(), contact.values).map((part) => part ?? '');
  removeContact(desk, contact);
  return { id: formatContactId(contact.id), unicity };
}

function findById(desk: Desk, name: string): Contact | undefined {
  const id = parseContactId(name);
  return id === undefined ? undefined : desk.contacts.find({ by: 'id', id });
}

function findByUnicity(desk: Desk, name: string): Contact | undefined {
  return desk.contacts.find(byUnicity(readUnicity(desk.fields.all(), name, termsOf(desk))));
}
