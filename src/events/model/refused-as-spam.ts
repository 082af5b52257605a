import type { Bounce } from './bounce.ts';

/** The rule by which a message is called spam. */
export const UNWANTED_MESSAGE = 'unwanted message';

/** Whether a bounce is of a message that was called spam: statistics and lists count these apart, and hard ones never. */
export function isRefusedAsSpam({ verdict, rule }: Pick<Bounce['analysis'], 'verdict' | 'rule'>): boolean {
  return verdict === 'soft' && rule === UNWANTED_MESSAGE;
}
