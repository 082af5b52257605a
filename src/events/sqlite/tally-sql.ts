import { DETAILED_TYPES, detailPaths } from '../tallies.ts';
import { SUBTYPE_CODES, TYPE_CODES } from './codes.ts';

/** Stands for the contacts that were reached: no type has it. Its subtypes are those of hits, or 0 for either. */
export const REACHED = 0;

/** Of the kinds in which a contact was reached, each a bit. */
export const OPENED = 1;
export const FOLLOWED = 2;

/** Another bit of these: a name of a contact that is being erased, or the pseudonym of one that was. */
export const FORGOTTEN = 4;

/** A robot's hit and an event without a contact reach nobody. */
const REACHES = `type = ${TYPE_CODES.hit} AND robot = 0 AND subtype IN (${SUBTYPE_CODES.open}, ${SUBTYPE_CODES.redirection})
  AND coalesce(contact, hash) IS NOT NULL`;

/**
 * An event that is older than what was purged is not counted: its id may have been purged and counted before, which nobody
 * can know any more.
 */
export const COUNTS = 'timestamp >= (SELECT purged FROM tallied WHERE one = 1)';

/** Events of an owner that are counted: from the first position on, as the log itself is checked for others. */
export const COUNTED = `events INDEXED BY events_by_owner WHERE family = ?1 AND owner = ?2 AND position > 0 AND position <= ?3
  AND ${COUNTS}`;

/** What is counted of some events, as rows like those of `tallies` but for bounds of details, in the order in which they came first. */
export function talliesIn(events: string): string {
  return `SELECT family, owner, type, ifnull(subtype, 0) AS subtype, robot, ${detailSql()} AS detail, count(*) AS count
    FROM ${events} AND owner IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY min(position)`;
}

/** The contacts that some events reach, and how. */
export function reachedIn(events: string): string {
  return `SELECT family, owner, coalesce(contact, lower(hex(hash))) AS contact,
      max(subtype = ${SUBTYPE_CODES.open}) * ${OPENED} + max(subtype = ${SUBTYPE_CODES.redirection}) * ${FOLLOWED} AS kinds
    FROM ${events} AND ${REACHES} AND owner IS NOT NULL GROUP BY 1, 2, 3`;
}

/** How many of those were not reached before, as rows like those of `tallies`. */
export function newlyReachedIn(events: string): string {
  const counted = (subtype: number, isNew: string) =>
    `SELECT family, owner, ${REACHED} AS type, ${subtype} AS subtype, 0 AS robot, '' AS detail, sum(${isNew}) AS count
     FROM fresh GROUP BY 1, 2`;
  return `WITH fresh AS (
      SELECT now.family, now.owner, now.kinds, ifnull(before.kinds, 0) AS known
      FROM (${reachedIn(events)}) AS now LEFT JOIN reached AS before USING (family, owner, contact))
    ${counted(SUBTYPE_CODES.open, `(kinds & ${OPENED}) > (known & ${OPENED})`)}
    UNION ALL ${counted(SUBTYPE_CODES.redirection, `(kinds & ${FOLLOWED}) > (known & ${FOLLOWED})`)}
    UNION ALL ${counted(0, 'known = 0')}`;
}

/** Texts of the log are JSON, but for those that nests deeper than SQLite reads. */
function detailSql(): string {
  const cases = DETAILED_TYPES.map((type) => {
    const parts = detailPaths(type).map(
      (path) => `ifnull(json_extract(json, '$.source.detail.${path.join('.')}'), '')`,
    );
    return `WHEN ${TYPE_CODES[type]} THEN rtrim(${parts.join(" || ' ' || ")})`;
  });
  const codes = DETAILED_TYPES.map((type) => TYPE_CODES[type]).join(', ');
  return `CASE WHEN type NOT IN (${codes}) THEN '' WHEN NOT json_valid(json) THEN '' ELSE CASE type ${cases.join(' ')} END END`;
}
