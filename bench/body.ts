import { createReadStream } from 'node:fs';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';

export type Encoding = 'identity' | 'gzip' | 'zstd';

/** What a saved body holds. */
export type Contents = { events: number; decodedBytes: number; ascending: boolean; descending: boolean };

const DECODERS: Record<Encoding, () => Transform> = {
  identity: () => new PassThrough(),
  gzip: () => createGunzip(),
  zstd: () => createZstdDecompress(),
};

/** A member that every event has once and nowhere else, and room for the longest number after it. */
const MARK = Buffer.from('"timestamp":');
const DIGITS = 17;

/** Looks into a saved body. A fast answer that is not the right one is worth nothing. */
export async function inspectBody(file: string, encoding: Encoding): Promise<Contents> {
  const contents: Contents = { events: 0, decodedBytes: 0, ascending: true, descending: true };
  await pipeline(createReadStream(file), DECODERS[encoding](), async (chunks: AsyncIterable<Buffer>) => {
    let latest: number | undefined;
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      contents.decodedBytes += chunk.length;
      const bytes = Buffer.concat([rest, chunk]);
      let from = 0;
      for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, from)) {
        const number = at + MARK.length;
        if (number + DIGITS > bytes.length) break;
        const timestamp = Number.parseInt(bytes.toString('latin1', number, number + DIGITS), 10);
        if (latest !== undefined && timestamp < latest) contents.ascending = false;
        if (latest !== undefined && timestamp > latest) contents.descending = false;
        latest = timestamp;
        contents.events++;
        from = number;
      }
      // What may be the beginning of a mark, or of its number, is looked at again with the next chunk.
      rest = bytes.subarray(Math.max(from, bytes.length - MARK.length - DIGITS));
    }
  });
  return contents;
}
