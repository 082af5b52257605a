import { analysisOf } from '../delivery/bounces/analysis-of.ts';
import type { Bounce } from '../events/model/bounce.ts';
import { codeOfAnalysis } from './code-of-analysis.ts';
import { stageOf } from './report-stage.ts';

/** What a report says of one recipient. */
export type Reported = {
  /** Enhanced status code that the report gives in a field of its own. */
  status?: string | undefined;
  diagnostic: string;
  mta: string;
  /** What else the report says of the recipient; it decides where status and diagnostic say nothing. */
  words: string;
};

const LONGEST_DIAGNOSTIC = 1000;
/** Whoever says more than this has said what it is about. */
const LONGEST_TEXT = 8000;
const ENHANCED = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/;
const REPLY = /(?<![\d.:-])[45]\d\d(?=[\s-])(?! [A-Z][a-z]{2} )/;
/** Codes that leave open what happened. */
const VAGUE = /^[45]\.(?:\d\.0|0\.\d+)$/;
/** An enhanced code beside its reply code: the server's own, which counts before the field of a gateway. */
const BESIDE_REPLY = /(?<![\d.:-])([45])\d\d[ -]'?(\1\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/;
/** Rules that decide by nothing but a code. */
const BY_CODE = new Set(['enhanced code', 'reply code']);

/** The bounce that a report tells of. Where it gives no enhanced status code, the one that its words mean is put in. */
export function bounceOfReport({ status, diagnostic, mta, words }: Reported): Bounce {
  const said = diagnostic === '' ? words : diagnostic;
  const quoted = ENHANCED.exec(said)?.[0];
  // Gateways give 5.0.0 for what they do not understand; the server's own code is in its words.
  const isVague = status === undefined || VAGUE.test(status);
  const fallback = isVague && quoted !== undefined && !VAGUE.test(quoted) ? quoted : (status ?? quoted);
  const enhanced = BESIDE_REPLY.exec(said)?.[2] ?? fallback;
  const basic = replyIn(said);
  const stage = stageOf([words, said], mta, basic !== undefined);
  let analysis = analysisOf({ enhanced: enhanced ?? '5', basic, text: unfolded(said), stage });
  const isOpen = analysis.rule === undefined || BY_CODE.has(analysis.rule);
  if (isOpen && (enhanced === undefined || VAGUE.test(enhanced)) && words !== said)
    analysis = decided(
      analysisOf({
        enhanced: enhanced ?? '5',
        basic: replyIn(words) ?? basic,
        text: unfolded(words),
        stage,
      }),
      analysis,
    );
  return {
    status: {
      type: 'async',
      code: {
        enhanced: enhanced ?? codeOfAnalysis(analysis, basic),
        ...(basic !== undefined && { basic }),
      },
      diagnostic: unfolded(said).slice(0, LONGEST_DIAGNOSTIC).toWellFormed(),
      mta,
    },
    analysis,
  };
}

/** The second reading, if its words decided something. */
function decided(second: Bounce['analysis'], first: Bounce['analysis']): Bounce['analysis'] {
  return second.rule === undefined || BY_CODE.has(second.rule) ? first : second;
}

function replyIn(text: string): number | undefined {
  const reply = REPLY.exec(text)?.[0];
  return reply === undefined ? undefined : Number(reply);
}

function unfolded(text: string): string {
  return text.slice(0, LONGEST_TEXT).replaceAll(/\s+/g, ' ').trim();
}
