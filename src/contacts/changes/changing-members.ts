import type { Contact } from '../contact.ts';
import { parseContactId } from '../contact-id.ts';
import type { Desk } from '../records.ts';
import { invalidContent, Refusal } from '../refusal.ts';
import type { Segment } from '../segment.ts';
import { readUnicity } from '../unicity.ts';
import { byUnicity, requireContact, termsOf } from './changing-contacts.ts';
import { requireSegment } from './changing-segments.ts';

/** How many contacts may be added at once. */
export const MOST_ADDED = 50;

/**
 * Adds contacts to a static segment and gives how many were not in it. Names of nobody are passed over.
 *
 * @throws Refusal
 */
export function addMembers(
  desk: Desk,
  segment: number,
  by: 'unicity' | 'id',
  names: readonly string[],
): number {
  requireStatic(desk, segment);
  if (names.length > MOST_ADDED) throw invalidContent('', `may name ${MOST_ADDED} contacts at most`);
  let added = 0;
  for (const name of names) {
    const contact = findNamed(desk, by, name);
    if (contact !== undefined && desk.members.add(segment, contact.id)) added += 1;
  }
  return added;
}

/** @throws Refusal when the contact is in the segment already. */
export function joinSegment(desk: Desk, contact: string, segment: number): void {
  const { id } = requireContact(desk, contact);
  const { name } = requireStatic(desk, segment);
  if (!desk.members.add(segment, id)) {
    throw new Refusal('already-exists', `the contact is in the segment '${name}' already`);
  }
}

/** @throws Refusal when the contact is not in the segment. */
export function leaveSegment(desk: Desk, contact: string, segment: number): void {
  const { id } = requireContact(desk, contact);
  const { name } = requireStatic(desk, segment);
  if (!desk.members.remove(segment, id)) {
    throw new Refusal('not-found', `the contact is not in the segment '${name}'`);
  }
}

/** Takes all contacts out of a static segment; they themselves stay. @throws Refusal */
export function emptySegment(desk: Desk, segment: number): void {
  requireStatic(desk, segment);
  desk.members.empty(segment);
}

function requireStatic(desk: Desk, id: number): Segment {
  const segment = requireSegment(desk.segments.all(), id);
  if (segment.type === 'static') return segment;
  throw new Refusal(
    'conflict',
    `the segment '${segment.name}' is dynamic: who is in it is found by its search, and cannot be set by hand`,
  );
}

function findNamed(desk: Desk, by: 'unicity' | 'id', name: string): Contact | undefined {
  if (by === 'unicity') {
    return desk.contacts.find(byUnicity(readUnicity(desk.fields.all(), name, termsOf(desk))));
  }
  const id = parseContactId(name);
  return id === undefined ? undefined : desk.contacts.find({ by: 'id', id });
}
