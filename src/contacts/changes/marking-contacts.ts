import { parseInstant } from '../../time/instant.ts';
import type { BounceType } from '../bounce.ts';
import { footprintOf } from '../contact.ts';
import { lifeEvent, ORIGIN_API } from '../outbox.ts';
import type { Desk } from '../records.ts';
import { FIRST_SMS_ORIGIN, type Medium, type RedListDraft } from '../red-list.ts';
import { invalidContent } from '../refusal.ts';
import { requireContact } from './changing-contacts.ts';
import { requireField } from './changing-fields.ts';

/** How much JSON a red list keeps of what a caller tells. */
const MOST_DETAIL = 10_000;

/**
 * Puts a contact on a red list; what was said before for the same medium is replaced.
 *
 * @throws Refusal
 */
export function redListContact(desk: Desk, id: string, medium: Medium, draft: RedListDraft): void {
  const contact = requireContact(desk, id);
  const origin = draft.origin ?? ORIGIN_API;
  if (medium !== 'sms' && origin >= FIRST_SMS_ORIGIN) {
    throw invalidContent('/origin', `may be ${FIRST_SMS_ORIGIN} or more on the red list of SMS only`);
  }
  const timestamp = readTimestamp(draft.timestamp) ?? desk.now();
  const detail = JSON.stringify(Array.isArray(draft.detail) ? {} : (draft.detail ?? {}));
  if (detail.length > MOST_DETAIL) throw invalidContent('/detail', 'is too large');
  const before = desk.redList.find(contact.id, medium);
  if (before?.timestamp === timestamp && before.origin === origin && before.detail === detail) return;
  desk.redList.put(contact.id, { medium, timestamp, origin, detail });
  desk.outbox.add(lifeEvent('modification', desk.now(), footprintOf(contact), { fields: [], origin }));
}

/** What is known of a bounce. */
export type BounceNote = { field: number; type: BounceType; timestamp: number; message: string };

/**
 * Notes that the address in a field of a contact could not be reached; the last one counts.
 *
 * @throws Refusal
 */
export function noteBounce(desk: Desk, id: string, note: BounceNote): void {
  const contact = requireContact(desk, id);
  requireField(desk.fields.all(), note.field);
  desk.bounces.put(contact.id, note);
}

function readTimestamp(given: RedListDraft['timestamp']): number | undefined {
  if (given === undefined || given === null) return undefined;
  const timestamp = parseInstant(String(given));
  if (timestamp === undefined || timestamp < 0) {
    throw invalidContent('/timestamp', 'must be an ISO 8601 date or milliseconds since 1970');
  }
  return timestamp;
}
