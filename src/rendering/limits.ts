/** What one template may take. Templates are written by customers, so the worst one must cost the others little. */
export type RenderLimits = {
  /** The longest template, in characters. */
  templateLength: number;
  /** The longest text that one template may make, in characters. */
  outputLength: number;
  /** How long one rendering may compute, in milliseconds of processor time. */
  milliseconds: number;
  /** How many characters and items all values that a rendering makes on its way may have together. */
  memory: number;
};

/**
 * An e-mail of a hundred kilobytes is already cut off by some mailboxes, and renders in a few milliseconds. The time is
 * far above that, because a message that failed is cancelled for good and a collection of garbage counts too, and far
 * below what others would notice as a pause, because the main thread does nothing else meanwhile.
 */
export const RENDER_LIMITS: RenderLimits = {
  templateLength: 1_048_576,
  outputLength: 2_097_152,
  milliseconds: 200,
  memory: 33_554_432,
};

/** How many characters of templates are kept parsed, for each culture and kind. */
export const CACHED_CHARACTERS = 8_388_608;

/** For how many cultures, time zones and kinds templates are kept parsed. */
export const CACHED_ENGINES = 32;
