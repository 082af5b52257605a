import assert from 'node:assert/strict';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Deflated, END } from '../deflated.ts';
import type { EventLog, Framing, Query } from '../log.ts';

/** One JSON array. */
export const ARRAY: Framing = { open: '[', between: ',', close: ']', closeEmpty: true };

/** One JSON text per line. */
export const LINES: Framing = { open: '', between: '\n', close: '\n', closeEmpty: false };

/** A query as a test tells it: all events of all actions, unless told otherwise. */
export type Asked = Partial<Query>;

export function queryOf(log: EventLog, asked: Asked = {}): Query {
  return {
    scope: { of: 'family', family: 'actions' },
    robots: 'hidden',
    after: 0,
    upTo: log.head(),
    ...asked,
  };
}

/** What a query reads. It is read deflated too, which has to come to the same. */
export async function bytesOf(log: EventLog, query: Query, framing: Framing): Promise<Buffer> {
  const bytes = await joined(log.read(query, framing));
  const unfolded = await joined(inflated(log.readDeflated(query, framing)));
  if (query.sort !== undefined) assert.ok(bytes.equals(unfolded), 'deflated, something else is read');
  else assert.equal(unfolded.length, bytes.length, 'deflated, more or less is read');
  return bytes;
}

/** The text of deflated pieces, piece by piece; each has to bear the right length and checksum. */
export async function* inflated(pieces: AsyncIterable<Deflated>): AsyncGenerator<Uint8Array> {
  for await (const { bytes, crc, length } of pieces) {
    const text = inflateRawSync(Buffer.concat([bytes, END]));
    assert.equal(text.length, length);
    assert.equal(crc32(text), crc);
    yield text;
  }
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return Buffer.concat(found);
}

/** What a query reads, one JSON text per event. */
export async function textsOf(log: EventLog, query: Query): Promise<string[]> {
  const text = (await bytesOf(log, query, LINES)).toString();
  return text.split('\n').slice(0, -1);
}

/** The numbers by which the events in a JSON array are told apart. */
export function numbersIn(array: string): number[] {
  const events: unknown = JSON.parse(array);
  assert.ok(Array.isArray(events));
  return events.map(({ n }: { n: unknown }) => Number(n));
}

/**
 * Reads in both orders and in any, and counts: `expected` are the numbers in ascending order.
 * An implementation may take another way through its data for each, so no test is content with one.
 */
export async function assertReads(log: EventLog, asked: Asked, expected: readonly number[]): Promise<void> {
  const read = async (order: Asked) =>
    numbersIn((await bytesOf(log, { ...queryOf(log, asked), ...order }, ARRAY)).toString());
  assertSame(await read({ sort: 'asc' }), expected, 'ascending');
  assertSame(await read({ sort: 'desc' }), expected.toReversed(), 'descending');
  assertSame((await read({})).toSorted(byValue), expected.toSorted(byValue), 'in any order');
  assert.equal(log.count(queryOf(log, asked)), expected.length, 'counted');
}

/** Compares long lists and tells the first difference alone: the whole lists would fill screens. */
export function assertSame<T>(actual: readonly T[], expected: readonly T[], what: string): void {
  const length = Math.max(actual.length, expected.length);
  for (let index = 0; index < length; index++) {
    if (actual[index] === expected[index]) continue;
    assert.fail(
      `${what}: ${actual[index] ?? 'nothing'} instead of ${expected[index] ?? 'nothing'} at ${index}, ` +
        `${actual.length} events instead of ${expected.length}`,
    );
  }
}

function byValue(a: number, b: number): number {
  return a - b;
}
