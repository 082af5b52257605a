/** The parts of the path that a canary goes, in the order in which they are told. */
export const CANARY_PARTS = ['queued', 'left', 'link', 'unsubscribe', 'return'] as const;
export type CanaryPart = (typeof CANARY_PARTS)[number];

/** `not set up`: there is nothing that could break. `skipped`: an earlier part is broken. */
export const CANARY_STATES = ['ok', 'broken', 'not set up', 'skipped'] as const;
