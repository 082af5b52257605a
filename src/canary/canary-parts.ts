/** The parts of the path that a canary goes, in the order in which they are told. */
export const CANARY_PARTS = ['queued', 'left', 'link', 'unsubscribe', 'return'] as const;
export type CanaryPart = (typeof CANARY_PARTS)[number];

/**
 * `refused`: a mail server answered, and did not take the mail. `not set up`: there is nothing that could break.
 * `skipped`: an earlier part is not in order.
 */
export const CANARY_STATES = ['ok', 'broken', 'refused', 'not set up', 'skipped'] as const;
export type CanaryState = (typeof CANARY_STATES)[number];

/** Whether somebody has to do something about a part. */
export function isAmiss({ state }: { state: CanaryState }): boolean {
  return state === 'broken' || state === 'refused';
}
