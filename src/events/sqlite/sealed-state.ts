import type { DatabaseSync } from 'node:sqlite';
import type { SealedState } from '../logs-watch.ts';
import { SEALED_LISTS } from './sealed-lists.ts';

/** The lists that hold each event of their family once; the others hold the same events again. */
const WHOLE = SEALED_LISTS.filter(({ type, sort }) => type === undefined && sort === 'asc').map(
  ({ code }) => code,
);

/** What of a log is sealed. Looks at every block of the long lists: tens of milliseconds in a large log. */
export function sealedState(database: DatabaseSync): SealedState {
  const row = database
    .prepare(
      `SELECT (SELECT head FROM log WHERE one = 1) AS head,
              (SELECT count(*) FROM blocks) AS blocks, (SELECT count(*) FROM holes) AS holes,
              (SELECT coalesce(sum(events), 0) FROM blocks WHERE list IN (${WHOLE.join()})) AS events`,
    )
    .get();
  return {
    head: Number(row?.head),
    events: Number(row?.events),
    blocks: Number(row?.blocks),
    holes: Number(row?.holes),
  };
}
