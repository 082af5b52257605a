import type { Bounce } from '../../events/model/bounce.ts';
import type { Refused, Unreachable } from '../email-transport.ts';
import { analysisOf } from './analysis-of.ts';

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
    analysis: analysisOf({
      enhanced,
      basic,
      text: diagnostic,
      stage: failure.stage === 'message' ? 'message' : 'recipient',
    }),
  };
}
