import type { Bounce } from '../../events/model/bounce.ts';
import type { Refused, Unreachable } from '../email-transport.ts';
import { REFUSAL_RULES, type RefusalRule } from './refusal-rules.ts';
import { subjectOfCode } from './subject-of-code.ts';

/** The bounce of a message that was refused for good, or given up: what a server said, and what it means. */
export function bounceOf(failure: Refused | Unreachable): Bounce {
  const { enhanced, diagnostic, server } = failure;
  const basic = failure.outcome === 'refused' ? failure.code : undefined;
  const rule = REFUSAL_RULES.find((rule) =>
    fits(rule, enhanced ?? '', String(basic ?? enhanced ?? ''), diagnostic),
  );
  return {
    status: {
      type: 'sync',
      code: { ...(enhanced !== undefined && { enhanced }), ...(basic !== undefined && { basic }) },
      diagnostic,
      mta: server,
    },
    analysis: {
      verdict: rule?.verdict ?? 'soft',
      subject: rule?.subject ?? subjectOfCode(enhanced ?? ''),
      ...(rule !== undefined && { rule: rule.name }),
    },
  };
}

function fits(rule: RefusalRule, enhanced: string, code: string, text: string): boolean {
  return (
    (rule.enhanced === undefined || rule.enhanced.test(enhanced)) &&
    (rule.code === undefined || rule.code.test(code)) &&
    (rule.text === undefined || rule.text.test(text))
  );
}
