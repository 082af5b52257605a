import type { RefusalRule } from './refusal-rule.ts';
import { SPECIFIC_RULES } from './specific-rules.ts';
import { WIDE_RULES } from './wide-rules.ts';

/**
 * The first rule that fits decides. Rules that go by what can be said of one thing only come before those that go by words or codes
 * of many uses, whatever their verdict is: “user unknown” decides before “complaints”, and “over quota” before “rejected”. Words come
 * before codes, because servers choose words with more care: many say “user unknown” with 5.0.0 or 5.7.1.
 */
export const REFUSAL_RULES: readonly (RefusalRule & { tier: 'specific' | 'wide' })[] = [
  ...SPECIFIC_RULES.map((rule) => ({ ...rule, tier: 'specific' as const })),
  ...WIDE_RULES.map((rule) => ({ ...rule, tier: 'wide' as const })),
];
