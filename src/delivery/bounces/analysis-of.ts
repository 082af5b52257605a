import type { Bounce } from '../../events/model/bounce.ts';
import { REFUSAL_RULES, type RefusalRule } from './refusal-rules.ts';
import { subjectOfCode } from './subject-of-code.ts';

/** What is known of a refusal, at once or in a report. */
export type RefusalFacts = {
  /** Enhanced status code. */
  enhanced: string | undefined;
  /** Reply code of SMTP. */
  basic: number | undefined;
  /** Whether it came after the message was handed over, where this is known. */
  afterData?: boolean;
  /** The words. */
  text: string;
};

/** What a refusal means. */
export function analysisOf({ enhanced, basic, text, afterData = false }: RefusalFacts): Bounce['analysis'] {
  const code = String(basic ?? enhanced ?? '');
  const rule = REFUSAL_RULES.find(
    (rule) => (rule.afterData === undefined || afterData) && fits(rule, enhanced ?? '', code, text),
  );
  return {
    verdict: rule?.verdict ?? 'soft',
    subject: rule?.subject ?? subjectOfCode(enhanced ?? ''),
    ...(rule !== undefined && { rule: rule.name }),
  };
}

function fits(rule: RefusalRule, enhanced: string, code: string, text: string): boolean {
  return (
    (rule.enhanced === undefined || rule.enhanced.test(enhanced)) &&
    (rule.code === undefined || rule.code.test(code)) &&
    (rule.text === undefined || rule.text.test(text))
  );
}
