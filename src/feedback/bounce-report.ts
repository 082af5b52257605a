import { analysisOf } from '../delivery/bounces/analysis-of.ts';
import type { Bounce } from '../events/model/bounce.ts';
import { codeOfAnalysis } from './code-of-analysis.ts';
import { stageOf } from './report-stage.ts';
import { isVague, statusCodeIn } from './status-code.ts';

/** What a report says of one recipient. */
export type Reported = {
  /** Enhanced status code that the report gives in a field of its own. */
  status?: string | undefined;
  diagnostic: string;
  mta: string;
  /** What else the report says of the recipient; it decides where status and diagnostic say nothing. */
  words: string;
  /** Whether the report is of the system that has the recipient's mailbox, and names no other. */
  isHome?: boolean;
  /** Whether it is still tried: then it was refused for now, where no code says otherwise. */
  isLate?: boolean;
};

const LONGEST_DIAGNOSTIC = 1000;
/** Whoever says more than this has said what it is about. */
const LONGEST_TEXT = 8000;
const REPLY = /(?<![\d.:-])[45]\d\d(?=[\s-])(?! [A-Z][a-z]{2} )/;
/** A reply of which only the code is quoted. */
const ERROR_CODE = /\b(?:error|reply)[ _-]?code[ :=]{1,3}([45]\d\d)\b/i;
/** Codes that say that the mailbox is there. */
const HAS_MAILBOX = /^5\.2\.[12]$/;
/** Rules that decide by nothing but a code. */
const BY_CODE = new Set(['enhanced code', 'reply code']);

/** The bounce that a report tells of. Where it gives no enhanced status code, the one that its words mean is put in. */
export function bounceOfReport({
  status,
  diagnostic,
  mta,
  words,
  isHome = false,
  isLate = false,
}: Reported): Bounce {
  const said = diagnostic === '' ? words : diagnostic;
  const enhanced = statusCodeIn({ status, said, words });
  const basic = replyIn(said);
  const stage = stageOf([words, said], {
    mta,
    quotesReply: basic !== undefined,
    isHome,
    hasMailbox: enhanced !== undefined && HAS_MAILBOX.test(enhanced),
  });
  const assumed = isLate ? '4' : '5';
  let analysis = analysisOf({ enhanced: enhanced ?? assumed, basic, text: unfolded(said), stage });
  const isOpen = analysis.rule === undefined || BY_CODE.has(analysis.rule);
  if (isOpen && isVague(enhanced) && words !== said)
    analysis = decided(
      analysisOf({
        enhanced: enhanced ?? assumed,
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
        enhanced:
          enhanced ?? codeOfAnalysis(analysis, basic === undefined ? assumed : String(basic).slice(0, 1)),
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
  const reply = REPLY.exec(text)?.[0] ?? ERROR_CODE.exec(text)?.[1];
  return reply === undefined ? undefined : Number(reply);
}

function unfolded(text: string): string {
  return text.slice(0, LONGEST_TEXT).replaceAll(/\s+/g, ' ').trim();
}
