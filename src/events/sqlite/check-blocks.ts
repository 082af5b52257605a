import type { DatabaseSync } from 'node:sqlite';
import { inSnapshot } from '../../sqlite/transaction.ts';
import { type BlockFlaw, flawOfBlock } from './check-block.ts';
import { type Flaw, REPAIR, RESTORE } from './flaw.ts';
import { SEALED_LISTS } from './sealed-lists.ts';
import { Statements } from './statements.ts';

/** Every sealed block against the rows that it stands for. A block is a step. */
export function* checkBlocks(database: DatabaseSync, advance: (events: number) => void): Generator<Flaw> {
  const statements = new Statements(database);
  const next = statements.of('SELECT block, events FROM blocks WHERE block > ? ORDER BY block LIMIT 1');
  // A sealer may be making more all the time.
  const last = Number(statements.of('SELECT max(block) AS last FROM blocks').get()?.last ?? 0);
  let row = next.get(0);
  while (row !== undefined && Number(row.block) <= last) {
    const block = Number(row.block);
    const flaw = inSnapshot(database, () => flawOfBlock(statements, block));
    if (flaw !== undefined) yield flawIn(block, flaw);
    advance(Number(row.events));
    row = next.get(block);
  }
}

function flawIn(block: number, { what, lost }: BlockFlaw): Flaw {
  const told = `has a sealed block, ${block}, ${what}`;
  if (lost) return { what: told, remedy: RESTORE };
  return {
    what: told,
    remedy: REPAIR,
    repair(database) {
      const flaw = flawOfBlock(new Statements(database), block);
      if (flaw === undefined || flaw.lost) return undefined;
      return open(database, block, flaw.hole);
    },
  };
}

/** Deletes a block. Its events are read from the rows, until a sealer looks at the place. */
function open(database: DatabaseSync, block: number, hole: BlockFlaw['hole']): string {
  database.prepare('DELETE FROM blocks WHERE block = ?').run(block);
  if (hole !== undefined) {
    database
      .prepare('INSERT INTO holes (list, timestamp, position) VALUES (?, ?, ?)')
      .run(hole.list, hole.timestamp, hole.position);
  }
  return 'deleted; a server seals its events again';
}

/** Whether blocks lie apart, below the tops of their lists, and whether the holes are holes of lists. Few statements. */
export function* checkLists(database: DatabaseSync): Generator<Flaw> {
  for (const { block, list, timestamp, position, other } of database.prepare(OVERLAPS).all()) {
    const number = Number(block);
    yield {
      what: `has a sealed block, ${number}, that overlaps block ${other} of the same list`,
      remedy: REPAIR,
      repair(writable) {
        const still = writable
          .prepare(OVERLAPS)
          .all()
          .some((row) => row.block === number);
        if (!still) return undefined;
        return open(writable, number, {
          list: Number(list),
          timestamp: Number(timestamp),
          position: Number(position),
        });
      },
    };
  }
  for (const { list } of database.prepare(LOW_TOPS).all()) {
    yield {
      what: `has sealed blocks of list ${list} above what it says is sealed`,
      remedy: REPAIR,
      repair(writable) {
        const low = writable
          .prepare(LOW_TOPS)
          .all()
          .find((row) => row.list === list);
        if (low === undefined) return undefined;
        writable
          .prepare('INSERT OR REPLACE INTO tops VALUES (?, ?, ?)')
          .run(Number(list), Number(low.timestamp), Number(low.position));
        return 'corrected';
      },
    };
  }
  for (const { hole, list } of database.prepare(STRANGE_HOLES).all()) {
    yield {
      what: `notes a place to be sealed of list ${list}, which does not exist`,
      remedy: REPAIR,
      repair(writable) {
        const { changes } = writable.prepare('DELETE FROM holes WHERE hole = ?').run(Number(hole));
        return changes === 0 ? undefined : 'deleted';
      },
    };
  }
}

const LISTS = `SELECT list FROM owners UNION ALL VALUES ${SEALED_LISTS.map(({ code }) => `(${code})`).join(', ')}`;

/** Each block that begins where the one before it in its list has not ended. */
const OVERLAPS = `
  SELECT block, list, low_timestamp AS timestamp, low_position AS position, before AS other FROM (
    SELECT *, lag(block) OVER places AS before, lag(high_timestamp) OVER places AS end_timestamp,
      lag(high_position) OVER places AS end_position
    FROM (SELECT block, list, low_timestamp, low_position, high_timestamp, high_position
          FROM blocks INDEXED BY blocks_by_place)
    WINDOW places AS (PARTITION BY list ORDER BY low_timestamp, low_position, block))
  WHERE (low_timestamp, low_position) <= (end_timestamp, end_position)
  ORDER BY block LIMIT 20`;

/** The lists with a block above their top, and where that block ends. */
const LOW_TOPS = `
  SELECT list, timestamp, position FROM (
    SELECT list, high_timestamp AS timestamp, high_position AS position,
      row_number() OVER (PARTITION BY list ORDER BY high_timestamp DESC, high_position DESC) AS rank
    FROM blocks INDEXED BY blocks_by_place) AS highest
  WHERE rank = 1 AND list IN (${LISTS}) AND NOT EXISTS (
    SELECT 1 FROM tops WHERE tops.list = highest.list
      AND (tops.timestamp, tops.position) >= (highest.timestamp, highest.position))`;

const STRANGE_HOLES = `
  SELECT hole, list FROM holes WHERE list NOT IN (${LISTS}) LIMIT 20`;
