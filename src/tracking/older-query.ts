/** What an older link says: its parts as the query has them, decoded, and what may be meant by its target. */
export type OlderQuery = {
  gv1: string;
  label?: string;
  hash?: string;
  /** Programs encoded the target, or did not, so that the rest of the query may be of it; the right one has the hash. */
  targets: readonly string[];
};

/** The longest query that is read. */
const LONGEST = 8192;

/** Reads the query of a link that was made for NP6; undefined when it can be none. */
export function readOlderQuery(query: string): OlderQuery | undefined {
  if (query.length > LONGEST) return undefined;
  const gv1 = parameterOf(query, 'GV1');
  if (gv1 === undefined) return undefined;
  const label = parameterOf(query, 'linkId');
  const hash = lastHash(query);
  return {
    gv1,
    ...(label && { label }),
    ...(hash !== undefined && { hash }),
    targets: targetsOf(query),
  };
}

/** The parameter of a name in any case: there are links with `linkId` and with `linkid`. */
function parameterOf(query: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|&)${name}=([^&#]*)`, 'i').exec(query)?.[1];
  return found === undefined ? undefined : decoded(found);
}

/** An address that was not encoded may have a parameter of that name itself. */
function lastHash(query: string): string | undefined {
  return /^(?:.*&)?h=([0-9a-f]{32})(?:&|$)/is.exec(query)?.[1];
}

function targetsOf(query: string): string[] {
  const rest = /(?:^|&)targetUrl=(.*)$/is.exec(query)?.[1];
  if (rest === undefined) return [];
  const upToHash = rest.replace(/&h=[0-9a-f]{32}$/i, '');
  const first = rest.split('&', 1)[0] ?? '';
  const read = [first, upToHash].flatMap((text) => [decoded(text), decoded(text.replaceAll('+', ' ')), text]);
  return [...new Set(read.filter((text) => text !== undefined))];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
