import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { facetsOf } from '../../src/events/facets.ts';
import { validateEvent } from '../../src/events/model/validate.ts';
import { FAMILY_CODES, ROBOT_CODES, SUBTYPE_CODES, TYPE_CODES } from '../../src/events/sqlite/codes.ts';

const BATCH_CHARACTERS = 256 * 1024;

/**
 * Writes the rows of our table as tab-separated text, in the form that PostgreSQL, ClickHouse and DuckDB all read.
 * They are spared what our import does: cutting the file, validating, and finding out what to select by.
 */
export async function writeRows(events: string, target: string): Promise<void> {
  await pipeline(Readable.from(batches(events)), createWriteStream(target));
}

async function* batches(events: string): AsyncGenerator<Buffer> {
  let batch = '';
  let position = 0;
  for await (const line of createInterface({ input: createReadStream(events) })) {
    batch += `${rowOf(line, ++position)}\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  if (batch !== '') yield Buffer.from(batch);
}

function rowOf(line: string, position: number): string {
  // The three read a backslash in three ways; the generator writes none.
  if (line.includes('\\') || line.includes('\t')) throw new Error('an event has a backslash or a tab');
  const { event } = validateEvent(JSON.parse(line));
  if (event === undefined) throw new Error(`not a valid event: ${line}`);
  const { family, type, subtype, robot, owner, campaign, contact, hash, activated } = facetsOf(event);
  return [
    position,
    event.id,
    event.timestamp,
    FAMILY_CODES[family],
    TYPE_CODES[type],
    subtype && SUBTYPE_CODES[subtype],
    robot === undefined ? 0 : ROBOT_CODES[robot],
    owner,
    campaign,
    contact,
    hash?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    activated,
    line,
  ]
    .map((value) => value ?? '\\N')
    .join('\t');
}
