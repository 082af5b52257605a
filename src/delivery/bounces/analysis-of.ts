import type { Bounce } from '../../events/model/bounce.ts';
import { REFUSAL_RULES, type RefusalRule } from './refusal-rules.ts';
import { subjectOfCode } from './subject-of-code.ts';

/** What was refused: us, before the recipient was named; the recipient; the whole message; or nobody tells. */
export type RefusalStage = 'sender' | 'recipient' | 'message' | 'unknown';

/** What is known of a refusal, at once or in a report. */
export type RefusalFacts = {
  /** Enhanced status code. */
  enhanced: string | undefined;
  /** Reply code of SMTP. */
  basic: number | undefined;
  stage?: RefusalStage;
  /** The words. */
  text: string;
};

/** What a refusal means. */
export function analysisOf({ enhanced, basic, text, stage = 'recipient' }: RefusalFacts): Bounce['analysis'] {
  const code = String(basic ?? enhanced ?? '');
  const rule = REFUSAL_RULES.find(
    (rule) => (rule.stage ?? stage) === stage && fits(rule, enhanced ?? '', code, text),
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
    (rule.text?.some((pattern) => pattern.test(text)) ?? true)
  );
}
