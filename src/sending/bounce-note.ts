import type { BounceType } from '../contacts/bounce.ts';
import type { BounceNote } from '../contacts/changes/marking-contacts.ts';
import type { Bounce } from '../events/model/bounce.ts';

/** What a contact keeps of a hard bounce of one of its addresses. */
export function bounceNoteOf(field: number, { status, analysis }: Bounce, timestamp: number): BounceNote {
  return { field, type: typeOf(analysis.subject), timestamp, message: status.diagnostic };
}

function typeOf(subject: Bounce['analysis']['subject']): BounceType {
  if (subject.type === 'security or policy') return 'hardRules';
  if (subject.type === 'mailbox') return 'hardUser';
  if (subject.type !== 'address') return 'hardOther';
  return subject.detail?.type === 'bad destination system address' ? 'hardDomain' : 'hardUser';
}
