import type { Bounce } from '../../events/model/bounce.ts';
import type { Refused, Stage, Unreachable } from '../email-transport.ts';
import { analysisOf } from './analysis-of.ts';
import type { RefusalStage } from './refusal-rule.ts';

const BEFORE_RECIPIENT: ReadonlySet<Stage> = new Set(['connection', 'tls', 'greeting', 'login', 'sender']);

/** The bounce of a message that was refused for good, or given up: what a server said, and what it means. */
export function bounceOf(failure: Refused | Unreachable): Bounce {
  const { enhanced, diagnostic, server } = failure;
  const basic = failure.outcome === 'refused' ? failure.code : undefined;
  return {
    status: {
      type: 'sync',
      code: { ...(enhanced !== undefined && { enhanced }), ...(basic !== undefined && { basic }) },
      diagnostic,
      mta: server,
    },
    analysis: analysisOf({ enhanced, basic, text: diagnostic, stage: stageOf(failure) }),
  };
}

/** What nobody answered was refused by nobody: that a domain has no mail hosts is said of the recipient. */
function stageOf({ outcome, stage }: Refused | Unreachable): RefusalStage {
  if (stage === 'message') return 'message';
  return outcome === 'refused' && BEFORE_RECIPIENT.has(stage) ? 'sender' : 'recipient';
}
