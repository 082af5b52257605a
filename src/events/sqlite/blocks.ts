import { crc32 } from 'node:zlib';
import type { Deflated } from '../deflated.ts';
import { tellDamage } from './damage.ts';
import type { Statements } from './statements.ts';
import type { Place } from './walk.ts';

/** Where a sealed block lies: its list from `low` to `high`, both inclusive, and the positions in it. */
export type Stretch = {
  block: number;
  low: Place;
  high: Place;
  minPosition: number;
  maxPosition: number;
};

/** A block that the disk has spoiled, and how many events it had. */
export type Lost = { lost: number };

const COLUMNS = `block, low_timestamp, low_position, high_timestamp, high_position, min_position, max_position`;

/** The reading side of the table `blocks`; see the schema. */
export class Blocks {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The first block of a list that begins beyond a place, upwards. */
  above(list: number, place: Place): Stretch | undefined {
    return stretchOf(
      this.#statements
        .of(
          `SELECT ${COLUMNS} FROM blocks INDEXED BY blocks_by_place
           WHERE list = ? AND (low_timestamp, low_position) > (?, ?) ORDER BY low_timestamp, low_position LIMIT 1`,
        )
        .get(list, place.key, place.position),
    );
  }

  /** The first block of a list that begins at a place or below it, downwards. It may reach above the place. */
  below(list: number, place: Place): Stretch | undefined {
    return stretchOf(
      this.#statements
        .of(
          `SELECT ${COLUMNS} FROM blocks INDEXED BY blocks_by_place
           WHERE list = ? AND (low_timestamp, low_position) <= (?, ?) ORDER BY low_timestamp DESC, low_position DESC LIMIT 1`,
        )
        .get(list, place.key, place.position),
    );
  }

  /** The content of a block; how many events it had when it is no longer what was written; undefined when it is gone. */
  content({ block, low, high, minPosition, maxPosition }: Stretch): Deflated | Lost | undefined {
    // A block that was opened since it was found may have left its number to another.
    const row = this.#statements
      .of(
        `SELECT events, length, crc, seal, deflated FROM blocks
         WHERE block = ? AND (low_timestamp, low_position, high_timestamp, high_position) = (?, ?, ?, ?)
           AND (min_position, max_position) = (?, ?)`,
      )
      .get(block, low.key, low.position, high.key, high.position, minPosition, maxPosition);
    if (row === undefined || !(row.deflated instanceof Uint8Array)) return undefined;
    if (crc32(row.deflated) !== row.seal) {
      tellDamage({ file: this.#statements.file, block });
      return { lost: Number(row.events) };
    }
    return { bytes: row.deflated, crc: Number(row.crc), length: Number(row.length) };
  }
}

type Row = Record<string, unknown>;

function stretchOf(row: Row | undefined): Stretch | undefined {
  return (
    row && {
      block: Number(row.block),
      low: { key: Number(row.low_timestamp), position: Number(row.low_position) },
      high: { key: Number(row.high_timestamp), position: Number(row.high_position) },
      minPosition: Number(row.min_position),
      maxPosition: Number(row.max_position),
    }
  );
}

/** The order of places: by key, then by position. */
export function comparePlaces(a: Place, b: Place): number {
  return a.key - b.key || a.position - b.position;
}
