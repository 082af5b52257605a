import { type Deflated, END } from '../../events/deflated.ts';
import { combineCrc32 } from './crc32.ts';

/** RFC 1952, section 2.3: gzip, deflate, no name, no time, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * Joins pieces of deflate into one gzip member. Several members in a row would be legal too and need no combined
 * CRC, but common clients stop after the first.
 */
export async function* gzipBody(pieces: AsyncIterable<Deflated>): AsyncGenerator<Uint8Array> {
  yield HEADER;
  let crc = 0;
  let length = 0;
  for await (const piece of pieces) {
    crc = combineCrc32(crc, piece.crc, piece.length);
    length += piece.length;
    yield piece.bytes;
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield Buffer.concat([END, trailer]);
}
