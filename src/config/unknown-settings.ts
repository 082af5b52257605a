import { SETTINGS } from './settings.ts';

const PREFIX = 'CHAPPE_';

/** A name that differs in more characters than this is not a slip of the one that is meant. */
const MOST_SLIPS = 3;

/** A variable of the environment that looks like a setting and is none. */
export type UnknownSetting = {
  name: string;
  /** The setting that was probably meant. */
  meant?: string;
};

/**
 * What the environment holds that was meant as a setting and changes nothing: a misspelt name would go unnoticed, and the
 * default stay. It is told and not refused, as others put names there too: a cluster does for each service, by its name.
 */
export function unknownSettings(env: NodeJS.ProcessEnv = process.env): UnknownSetting[] {
  const known = Object.values(SETTINGS).map((setting) => setting.env);
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.some((each) => each === name))
    .sort()
    .map((name) => {
      const meant = nearestTo(name, known);
      return meant === undefined ? { name } : { name, meant };
    });
}

function nearestTo(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = MOST_SLIPS + 1;
  for (const each of known) {
    const slips = slipsBetween(name, each);
    if (slips < least) [nearest, least] = [each, slips];
  }
  return nearest;
}

/** How many characters are to be put in, taken out or replaced to make one name of the other (Levenshtein). */
function slipsBetween(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, character] of [...one].entries()) {
    const line = [row + 1];
    for (const [at, wanted] of [...other].entries()) {
      const replaced = (before[at] ?? 0) + (character === wanted ? 0 : 1);
      line.push(Math.min(replaced, (before[at + 1] ?? 0) + 1, (line[at] ?? 0) + 1));
    }
    before = line;
  }
  return before[other.length] ?? 0;
}
