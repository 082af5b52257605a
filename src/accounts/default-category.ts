/** The category of actions that every account has from the beginning, by the name that NP6 gives it. */
export const DEFAULT_CATEGORY = 'non_categorisee';
