import { crc32, inflateRawSync } from 'node:zlib';
import { PIECE } from '../deflated.ts';
import { OwnerLists } from './owner-lists.ts';
import { type Plan, planOf } from './plan.ts';
import { queryFor, SEALED_LISTS, type SealedList } from './sealed-lists.ts';
import type { Statements } from './statements.ts';

/** What is wrong with a block. */
export type BlockFlaw = {
  what: string;
  /** Where a sealer is to look again; absent when the block's list does not exist. */
  hole?: { list: number; timestamp: number; position: number };
  /** Whether the rows lack something that the block had: it cannot be made again then. */
  lost: boolean;
};

type Row = Record<string, unknown>;

const COMMA = ','.charCodeAt(0);

/** Compares a block with the rows between its ends; undefined when it is well, or gone. Takes one state of the log. */
export function flawOfBlock(statements: Statements, block: number): BlockFlaw | undefined {
  const row = statements.of('SELECT * FROM blocks WHERE block = ?').get(block);
  if (row === undefined) return undefined;
  const list =
    SEALED_LISTS.find(({ code }) => code === row.list) ?? new OwnerLists(statements).named(Number(row.list));
  if (list === undefined) return { what: `of list ${row.list}, which does not exist`, lost: false };
  const name = `of the ${nameOf(list)}, that `;
  const hole = {
    list: list.code,
    timestamp: Number(row.low_timestamp),
    position: Number(row.low_position),
  };
  const rows = rowsOf(statements, list, row);
  const text = textOf(row);
  if (typeof text === 'string') {
    const lost = rows.events < Number(row.events);
    const lack = lost ? `, and the log has ${rows.events} of its ${row.events} events` : '';
    return { what: name + text + lack, hole, lost };
  }
  if (rows.text === undefined || !text.equals(rows.text)) {
    const lost = !isWithin(text, statements, list, row);
    const what = lost ? 'has an event that the log does not have like that' : 'lacks an event of the log';
    return { what: name + what, hole, lost };
  }
  const counts = [row.events, row.min_position, row.max_position];
  if (counts.every((count, n) => count === [rows.events, rows.min, rows.max][n])) return undefined;
  return { what: `${name}tells its number of events or its positions wrongly`, hole, lost: false };
}

/** A list in words. */
function nameOf({ family, type, owner, robots, sort }: SealedList): string {
  const which = (type === undefined ? '' : ` of type ${type}`) + (owner === undefined ? '' : ` of ${owner}`);
  return `${family}${which}${robots === 'hidden' ? '' : ' by robots'}, ${sort}ending`;
}

/** The text of a block as it was sealed, or in what it differs from that. */
function textOf({ deflated, seal, length, crc }: Row): Buffer | string {
  if (!(deflated instanceof Uint8Array)) return 'holds nothing';
  if (crc32(deflated) !== seal) return 'has bytes that were not sealed';
  let text: Buffer;
  try {
    // The stream of a block is not ended, as others are sent after it.
    text = inflateRawSync(deflated, { maxOutputLength: Math.max(1, Number(length)), ...PIECE });
  } catch {
    return 'cannot be inflated to what was sealed';
  }
  return text.length === length && crc32(text) === crc ? text : 'inflates to something else than was sealed';
}

/** The events between the ends of a block; of many more than it has, none is read. */
function rowsOf(statements: Statements, list: SealedList, row: Row) {
  const { plan, values } = stretch(list, row);
  const found = statements
    .of(
      `SELECT CAST(group_concat(json, ',') AS BLOB) AS text, count(*) AS events, min(position) AS min,
         max(position) AS max
       FROM (${rowsSql(plan)} LIMIT ?)`,
    )
    .get(...values, Math.max(0, Number(row.events)) + 1);
  return {
    text: found?.text instanceof Uint8Array ? found.text : undefined,
    events: Number(found?.events),
    min: Number(found?.min),
    max: Number(found?.max),
  };
}

/** Whether every event of a text is in the rows, byte for byte and in the same order. Holds one row at a time. */
function isWithin(text: Buffer, statements: Statements, list: SealedList, row: Row): boolean {
  const { plan, values } = stretch(list, row);
  let at = 0;
  for (const { json } of statements.of(rowsSql(plan)).iterate(...values)) {
    const bytes = Buffer.from(String(json));
    const end = at + bytes.length;
    // No object is the beginning of another, so what begins like the row is the row.
    if (text.compare(bytes, 0, bytes.length, at, Math.min(end, text.length)) !== 0) continue;
    if (end >= text.length) return true;
    if (text[end] === COMMA) at = end + 1;
  }
  return false;
}

function rowsSql({ index, seek, filter, descending }: Plan): string {
  const order = descending ? 'timestamp DESC, position DESC' : 'timestamp, position';
  return `SELECT json, position FROM events INDEXED BY ${index}
    WHERE ${seek.sql} AND (timestamp, position) >= (?, ?) AND (timestamp, position) <= (?, ?) AND ${filter.sql}
    ORDER BY ${order}`;
}

function stretch(list: SealedList, row: Row) {
  const plan = planOf(queryFor(list));
  const places = [row.low_timestamp, row.low_position, row.high_timestamp, row.high_position].map(Number);
  return { plan, values: [...plan.seek.values, ...places, ...plan.filter.values] };
}
