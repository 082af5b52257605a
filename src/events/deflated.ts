import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { giveBack } from './chunk-memory.ts';

/**
 * A piece of a deflate stream (RFC 1951) that begins and ends at a byte and refers to nothing outside itself, so that
 * pieces can be sent one after another. With its CRC-32 and length the pieces make one gzip stream.
 */
export type Deflated = {
  bytes: Uint8Array;
  /** CRC-32 of the text, and its length in bytes. */
  crc: number;
  length: number;
};

const deflateRawAsync = promisify(deflateRaw);
const inflateRawAsync = promisify(inflateRaw);

/** A last block without content: what ends a stream of pieces. */
export const END: Uint8Array = Buffer.from([0x03, 0x00]);

/** The fastest level, for what is compressed while a client waits. */
const LEVEL = 1;

/** A full flush ends at a byte and forgets what came before; the stream stays open for the next piece. */
export const PIECE = { finishFlush: constants.Z_FULL_FLUSH };

/** Room for what a chunk becomes, as a part of its size. One that becomes more is put together from several buffers. */
const ROOM = 0.5;

/** A smaller buffer would be a part of Node's pool, which cannot be given back. */
const LEAST_ROOM = 72 * 1024;

/**
 * Compresses a chunk, whose bytes are given up with that. The memory on both sides is given back at once: the
 * collector counts it late, and a long answer would gather sixty megabytes of chunks and buffers that are done with.
 */
export async function deflateChunk(chunk: Uint8Array): Promise<Deflated> {
  const { length } = chunk;
  const crc = crc32(chunk);
  const room = Math.max(LEAST_ROOM, Math.ceil(length * ROOM));
  // Flushed with its only write, the text comes out in one buffer.
  const options = { level: LEVEL, chunkSize: room, flush: PIECE.finishFlush, ...PIECE };
  const output = await deflateRawAsync(chunk, options);
  const bytes = new Uint8Array(output);
  giveBack(output, room);
  giveBack(chunk, length);
  return { bytes, crc, length };
}

/** The text of pieces in a row. */
export function inflate(pieces: readonly Deflated[]): Promise<Uint8Array> {
  return inflateRawAsync(Buffer.concat([...pieces.map(({ bytes }) => bytes), END]));
}

/** A short text as a stored block, uncompressed: a comma between two sealed blocks, say. */
export function storedPiece(text: string): Deflated {
  const content = Buffer.from(text);
  const header = Buffer.alloc(5);
  // One byte says "stored, and not the last", then the length and its complement.
  header.writeUInt16LE(content.length, 1);
  header.writeUInt16LE(~content.length & 0xffff, 3);
  return { bytes: Buffer.concat([header, content]), crc: crc32(content), length: content.length };
}

/** How many chunks are compressed at the same time: enough for the cores of a small machine. */
const AT_ONCE = 2;

/** Compresses what is still text in a stream, a few chunks at a time, and keeps the order. */
export async function* deflatePieces(pieces: AsyncIterable<Uint8Array | Deflated>): AsyncGenerator<Deflated> {
  const waiting: Promise<Deflated>[] = [];
  for await (const piece of pieces) {
    const deflated = piece instanceof Uint8Array ? deflateChunk(piece) : Promise.resolve(piece);
    // A failure counts when its turn comes; until then it is nobody's unhandled rejection.
    deflated.catch(() => undefined);
    waiting.push(deflated);
    const next = waiting.length > AT_ONCE ? waiting.shift() : undefined;
    if (next !== undefined) yield next;
  }
  yield* waiting;
}
