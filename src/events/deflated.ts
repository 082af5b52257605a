import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { giveBack, roomFor } from './chunk-memory.ts';

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

/**
 * The text of one piece. The memory of its bytes is given back at once, that of the text when it is given up.
 * @throws when the bytes are no deflated text of this length.
 */
async function inflatePiece({ bytes, length }: Deflated): Promise<Uint8Array> {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: roomFor(length) };
  const text = await inflateRawAsync(bytes, options);
  giveBack(bytes, bytes.byteLength);
  if (text.length !== length)
    throw new Error(`a deflated piece has ${text.length} bytes instead of ${length}`);
  return text;
}

/** A short text as a stored block, uncompressed: a comma between two sealed blocks, say. */
export function storedPiece(content: Uint8Array): Deflated {
  const header = Buffer.alloc(5);
  // One byte says "stored, and not the last", then the length and its complement.
  header.writeUInt16LE(content.length, 1);
  header.writeUInt16LE(~content.length & 0xffff, 3);
  return { bytes: Buffer.concat([header, content]), crc: crc32(content), length: content.length };
}

/** Text up to this length is what stands between two blocks, a comma say, and not worth compressing. */
export const JOINT_BYTES = 16;

/** A part of an answer on its way: text, or deflated. */
export type Part = Uint8Array | Deflated;

/** Whether a part only stands between two others. */
export const isJoint = (part: Part) => part instanceof Uint8Array && part.length <= JOINT_BYTES;

/** Compresses what is still text in a stream, and keeps the order. */
export function deflatePieces(parts: AsyncIterable<Part>): AsyncGenerator<Deflated> {
  return aheadOf(parts, (part) => {
    if (!(part instanceof Uint8Array)) return part;
    return isJoint(part) ? storedPiece(part) : deflateChunk(part);
  });
}

/** Makes all of a stream text, and keeps the order. */
export function inflatePieces(parts: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  return aheadOf(parts, (part) => (part instanceof Uint8Array ? part : inflatePiece(part)));
}

/** How many parts are held besides the one whose turn it is: enough for the cores of a small machine to be at work. */
const AHEAD = 2;

/**
 * Changes the parts of a stream in the threads of zlib, some ahead of the one that is on its way. A part that needs no
 * change goes on as soon as it is its turn, and is counted until then: else all that follows a part which is still
 * being changed would gather here.
 */
async function* aheadOf<R>(
  parts: AsyncIterable<Part>,
  change: (part: Part) => R | Promise<R>,
): AsyncGenerator<R> {
  const waiting: { changed: R | Promise<R>; weight: number }[] = [];
  let held = 0;
  for await (const part of parts) {
    const changed = change(part);
    // A failure counts when its turn comes; until then it is nobody's unhandled rejection.
    if (changed instanceof Promise) changed.catch(() => undefined);
    const weight = isJoint(part) ? 0 : 1;
    waiting.push({ changed, weight });
    held += weight;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (next.changed instanceof Promise && held <= AHEAD) break;
      waiting.shift();
      held -= next.weight;
      yield next.changed;
    }
  }
  for (const { changed } of waiting) yield changed;
}
