import type { Reader } from './engine.ts';

/** What an action without a culture is written in: NP6's own examples have it. */
const DEFAULT_CULTURE = 'fr-FR';

/**
 * For whom an action is written, by its `settings.culture`: `fr-FR`, `fr_FR` or `fr`. One that nobody knows is the default,
 * as a wrong setting should show in a date and not stop all messages.
 */
export function readerOf(culture: string | null | undefined, timeZone = 'UTC'): Reader {
  try {
    const [known] = Intl.DateTimeFormat.supportedLocalesOf((culture ?? '').trim().replaceAll('_', '-'));
    return { culture: known ?? DEFAULT_CULTURE, timeZone };
  } catch {
    return { culture: DEFAULT_CULTURE, timeZone };
  }
}
