import { SUBTYPE_CODES } from './codes.ts';
import type { Statements } from './statements.ts';
import { COUNTED, FOLLOWED, FORGOTTEN, OPENED, REACHED, reachedIn } from './tally-sql.ts';

/** An owner, of whom all is counted up to a position. */
export type CountedOwner = {
  family: number;
  owner: string;
  position: number;
  /** Whether events that were counted may be gone. */
  purged: boolean;
};

/** What is wrong with whom an owner reached, and with how many they are. */
export function checkReached(statements: Statements, owner: CountedOwner): string | undefined {
  return checkContacts(statements, owner) ?? checkNumbers(statements, owner);
}

/**
 * Everybody whom the events reach must be known. Others are known too when their events were purged, or renamed by an
 * erasure that has not ended: until then both names are known.
 */
function checkContacts(
  statements: Statements,
  { family, owner, position, purged }: CountedOwner,
): string | undefined {
  const row = statements
    .of(
      `WITH found AS (SELECT contact, kinds FROM (${reachedIn(COUNTED)})),
         known AS (SELECT contact, kinds FROM reached WHERE family = ?1 AND owner = ?2)
       SELECT (SELECT count(*) FROM found LEFT JOIN known USING (contact)
                 WHERE found.kinds & ~ifnull(known.kinds, 0) <> 0) AS missing,
              (SELECT count(*) FROM known LEFT JOIN found USING (contact)
                 WHERE known.kinds & ${FORGOTTEN} = 0 AND known.kinds & ~ifnull(found.kinds, 0) <> 0) AS spare`,
    )
    .get(family, owner, position);
  const [missing, spare] = [Number(row?.missing), purged ? 0 : Number(row?.spare)];
  if (missing === 0 && spare === 0) return undefined;
  return `does not know whom ${owner} reached: ${missing} contacts are missing, ${spare} are too many`;
}

const KINDS = [
  ['opened', OPENED, SUBTYPE_CODES.open],
  ['followed a link of', FOLLOWED, SUBTYPE_CODES.redirection],
  ['opened or followed a link of', OPENED | FOLLOWED, 0],
] as const;

/** An erasure may make one contact of several names, or for a while several of one, and leaves the numbers as they are. */
function checkNumbers(statements: Statements, { family, owner }: CountedOwner): string | undefined {
  const known = statements.of(
    `SELECT count(*) FILTER (WHERE kinds & ${FORGOTTEN} = 0) AS others, max(kinds & ${FORGOTTEN}) AS forgotten
     FROM reached WHERE family = ? AND owner = ? AND kinds & ? <> 0`,
  );
  const counted = statements.of(
    `SELECT ifnull(sum(count), 0) AS count FROM tallies
     WHERE family = ? AND owner = ? AND type = ${REACHED} AND subtype = ?`,
  );
  for (const [verb, kinds, subtype] of KINDS) {
    const row = known.get(family, owner, kinds);
    const forgotten = Number(row?.forgotten) > 0;
    const least = Number(row?.others) + (forgotten ? 1 : 0);
    const told = Number(counted.get(family, owner, subtype)?.count);
    if (forgotten ? told >= least : told === least) continue;
    return `tells that ${told} contacts ${verb} ${owner}, and knows ${least}`;
  }
  return undefined;
}
