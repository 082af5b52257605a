import type { Bounce } from '../../events/model/bounce.ts';
import type { RefusalRule, RefusalStage } from './refusal-rule.ts';
import { REFUSAL_RULES } from './refusal-rules.ts';
import { subjectOfCode } from './subject-of-code.ts';

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

/** Addresses have words in them, such as `junk@…`, that say nothing of a refusal. */
const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?=[\w-])[\w.-]{1,253}/g;

/** What a refusal means. */
export function analysisOf({ enhanced, basic, text, stage = 'recipient' }: RefusalFacts): Bounce['analysis'] {
  const said = {
    enhanced: enhanced ?? '',
    basic: String(basic ?? ''),
    text: text.replaceAll(ADDRESS, 'x@x'),
  };
  const rule = REFUSAL_RULES.find((rule) => (rule.stage ?? stage) === stage && fits(rule, said));
  return {
    verdict: rule?.verdict ?? 'soft',
    subject: rule?.subject ?? subjectOfCode(said.enhanced),
    ...(rule !== undefined && { rule: rule.name }),
  };
}

function fits(rule: RefusalRule, said: { enhanced: string; basic: string; text: string }): boolean {
  return (
    (rule.enhanced === undefined || rule.enhanced.test(said.enhanced)) &&
    (rule.code === undefined || rule.code.test(said.basic === '' ? said.enhanced : said.basic)) &&
    (rule.forGood === undefined || (isForGood(said) && !MAY_PASS.test(said.text))) &&
    (rule.text?.some((pattern) => pattern.test(said.text)) ?? true)
  );
}

/** Words by which a server that gives a code for good says that it is none: what else they say may be true only for now. */
const MAY_PASS = /\btemporar(?:y|ily)\b|\b(?:try|retry) (?:again )?(?:later|in \d+)\b/i;

/** Whether a refusal is none that may pass, by its codes. 4.0.0 is given for what is not understood: then the reply counts. */
function isForGood({ enhanced, basic }: { enhanced: string; basic: string }): boolean {
  const codes = [basic, basic !== '' && enhanced === '4.0.0' ? '' : enhanced].filter((code) => code !== '');
  return codes.length > 0 && codes.every((code) => code.startsWith('5'));
}
