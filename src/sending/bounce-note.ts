import type { BounceType } from '../contacts/bounce.ts';
import type { BounceNote } from '../contacts/changes/marking-contacts.ts';
import type { Bounce } from '../events/model/bounce.ts';
import { isRefusedAsSpam } from '../events/model/refused-as-spam.ts';

/** What a contact keeps of a hard bounce of one of its addresses. */
export function bounceNoteOf(field: number, { status, analysis }: Bounce, timestamp: number): BounceNote {
  return { field, type: hardTypeOf(analysis.subject), timestamp, message: status.diagnostic };
}

/** The kind of a bounce as NP6 numbers it. */
export function bounceTypeOf({ analysis }: Bounce): BounceType {
  if (isRefusedAsSpam(analysis)) return 'reportAsSpam';
  return analysis.verdict === 'soft' ? 'soft' : hardTypeOf(analysis.subject);
}

function hardTypeOf(subject: Bounce['analysis']['subject']): BounceType {
  if (subject.type === 'security or policy') return 'hardRules';
  if (subject.type === 'mailbox') return 'hardUser';
  if (subject.type !== 'address') return 'hardOther';
  return subject.detail?.type === 'bad destination system address' ? 'hardDomain' : 'hardUser';
}
