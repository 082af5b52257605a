import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { finished } from 'node:stream/promises';

/**
 * chDB, the ClickHouse engine within Node: loads rows from a file into a MergeTree, or takes events out of it as a
 * stream. Reports on standard output what it took; starting the engine is not counted.
 */
type Chunk = { numBytes: number; raw(): Uint8Array };
type Session = {
  query(sql: string, format?: string): string;
  queryStream(sql: string, options: { format: string }): AsyncIterable<Chunk>;
  close(): void;
};
type ChdbModule = { Session: new (folder: string) => Session };

// Sorted as the export wants it, and with a key for one action: the advice of ClickHouse's documentation.
const TABLE = `
CREATE TABLE bench.events (
  position UInt64, id UUID, timestamp UInt64, family UInt8, type LowCardinality(UInt8), subtype Nullable(UInt8),
  robot UInt8, owner LowCardinality(Nullable(String)), campaign Nullable(String), contact Nullable(String),
  hash Nullable(UUID), activated Nullable(UInt64), json String CODEC(LZ4)
) ENGINE = MergeTree ORDER BY (family, timestamp, position)
SETTINGS allow_suspicious_low_cardinality_types = 1, allow_nullable_key = 1`;

const [work, modules, folder, argument, output] = process.argv.slice(2);
if (modules === undefined || folder === undefined || argument === undefined) {
  throw new Error('usage: chdb-store.ts load|export MODULES FOLDER ROWS|SQL [OUTPUT]');
}
const { Session }: ChdbModule = createRequire(`${modules}/`)('chdb');
const session = new Session(folder);
const start = performance.now();
const report = work === 'load' ? load(argument) : await take(argument);
process.stdout.write(`${JSON.stringify({ ...report, ms: performance.now() - start })}\n`);
session.close();

function load(rows: string): object {
  session.query('SET allow_suspicious_low_cardinality_types = 1');
  session.query('CREATE DATABASE bench');
  session.query(TABLE);
  session.query(`INSERT INTO bench.events SELECT * FROM file('${rows}', TSV)`);
  // One sorted part is what a table becomes in time, and what reads fastest in order.
  session.query('OPTIMIZE TABLE bench.events FINAL');
  // Merged parts stay on disk for some minutes; they are not counted.
  const active = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'bench'";
  return { diskBytes: Number(session.query(active, 'TSV')) };
}

async function take(sql: string): Promise<object> {
  const file = output === undefined ? undefined : createWriteStream(output);
  let bytes = 0;
  let firstByteMs: number | undefined;
  for await (const chunk of session.queryStream(sql, { format: 'TSVRaw' })) {
    firstByteMs ??= performance.now() - start;
    bytes += chunk.raw().length;
    if (file?.write(chunk.raw()) === false) await new Promise((resolve) => file.once('drain', resolve));
  }
  if (file !== undefined) await finished(file.end());
  return { bytes, firstByteMs };
}
