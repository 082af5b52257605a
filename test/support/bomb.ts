import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { constants, createDeflateRaw, zstdCompressSync } from 'node:zlib';

const BLOCK = 16 * 1024 * 1024;

/**
 * A gzip of about a thousandth of the size that it unfolds to: so many bytes, all the same. One block is compressed
 * and then repeated, so that making it costs nothing.
 */
export async function gzipBomb(size: number, byte: number): Promise<Buffer> {
  const block = Buffer.alloc(BLOCK, byte);
  const compressor = createDeflateRaw({ level: 9 });
  const compressed: Buffer[] = [];
  compressor.on('data', (chunk: Buffer) => compressed.push(chunk));
  compressor.write(block);
  // A full flush forgets what came before: the block can stand anywhere, any number of times.
  await new Promise<void>((resolve) => compressor.flush(constants.Z_FULL_FLUSH, () => resolve()));
  compressor.destroy();
  await once(compressor, 'close');
  const ending = createDeflateRaw();
  ending.end();
  const times = Math.ceil(size / BLOCK);
  return Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]),
    ...Array.from({ length: times }, () => Buffer.concat(compressed)),
    await buffer(ending),
    // A checksum and a length that are wrong: whoever gets as far as this has unfolded everything.
    Buffer.alloc(8),
  ]);
}

/** Frames of zstd that unfold to so many zeros. */
export function zstdBomb(size: number): Buffer {
  const frame = zstdCompressSync(Buffer.alloc(BLOCK));
  return Buffer.concat(Array.from({ length: Math.ceil(size / BLOCK) }, () => frame));
}
