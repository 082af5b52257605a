import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

/**
 * DuckDB within Node: loads rows from a file into a table, or takes events out of it with its own `COPY`, which is
 * faster than handing rows to JavaScript. Reports on standard output what it took; opening is not counted.
 */
type Connection = { run(sql: string): Promise<unknown>; closeSync(): void };
type Instance = { connect(): Promise<Connection>; closeSync(): void };
type DuckdbModule = { DuckDBInstance: { create(path: string): Promise<Instance> } };

const TABLE = `
CREATE TABLE events (
  position BIGINT, id UUID, timestamp BIGINT, family UTINYINT, type UTINYINT, subtype UTINYINT, robot UTINYINT,
  owner VARCHAR, campaign VARCHAR, contact VARCHAR, hash UUID, activated BIGINT, json VARCHAR
)`;
const AS_IT_IS = `(FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE ''`;

const [work, modules, folder, argument, output = '/dev/null'] = process.argv.slice(2);
if (modules === undefined || folder === undefined || argument === undefined) {
  throw new Error('usage: duckdb-store.ts load|export MODULES FOLDER ROWS|SQL [OUTPUT]');
}
const { DuckDBInstance }: DuckdbModule = createRequire(`${modules}/`)('@duckdb/node-api');
const file = `${folder}/events.duckdb`;
const instance = await DuckDBInstance.create(file);
const connection = await instance.connect();
const start = performance.now();
if (work === 'load') {
  await connection.run(TABLE);
  await connection.run(`COPY events FROM '${argument}' ${AS_IT_IS}, NULLSTR '\\N', AUTO_DETECT false)`);
  await connection.run('CHECKPOINT');
} else {
  await connection.run(`COPY (${argument}) TO '${output}' ${AS_IT_IS})`);
}
process.stdout.write(
  `${JSON.stringify({ ms: performance.now() - start, diskBytes: statSync(file).size })}\n`,
);
connection.closeSync();
instance.closeSync();
