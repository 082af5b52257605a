import type { Feedback } from './feedback-events.ts';
import type { Finding } from './finding.ts';

/** How much of an answer an event has, in characters. */
const LONGEST_TEXT = 10_000;

/** What an event tells of a finding. */
export function feedbackOf(finding: Exclude<Finding, { kind: 'delivered' | 'none' }>): Feedback {
  switch (finding.kind) {
    case 'bounce':
      return { type: 'bounce', detail: { bounce: finding.bounce } };
    case 'complaint':
      return { type: 'complaint', detail: { complaint: finding.complaint } };
    case 'reply':
    case 'automatic': {
      const type = finding.kind === 'reply' ? ('message' as const) : ('automatic' as const);
      const text = finding.text.slice(0, LONGEST_TEXT).toWellFormed();
      return { type: 'reply', detail: { reply: { type, text, from: finding.from } } };
    }
  }
}
