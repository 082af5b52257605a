import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { splitArray, splitLines } from '../events/splitting.ts';

/** A file of events, opened for reading. */
export type EventFile = {
  /** The texts of its events, in bundles, as they are read. */
  events(maxEventBytes: number): AsyncGenerator<Buffer[]>;
  /** Bytes of the file; absent for standard input. */
  size?: number;
  /** Bytes of the file that were read so far, before decompression. */
  read(): number;
};

const PIECE = 256 * 1024;

/** Opens a file, or standard input for `-`. Whether it is compressed, and an array or lines, is seen from its content. */
export async function openEventFile(name: string): Promise<EventFile> {
  const source = name === '-' ? process.stdin : createReadStream(name, { highWaterMark: PIECE });
  let read = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      done(null, chunk);
    },
  });
  // Errors reach whoever reads the last stream of the chain.
  pipeline(source, counted, () => undefined);
  const size = name === '-' ? undefined : (await stat(name)).size;
  return {
    events: (maxEventBytes) => eventsOf(counted, maxEventBytes),
    ...(size !== undefined && { size }),
    read: () => read,
  };
}

async function* eventsOf(raw: Readable, maxEventBytes: number): AsyncGenerator<Buffer[]> {
  const compressed = await peek(raw);
  const plain = await peek(decompress(compressed.stream, compressed.start));
  const text = plain.start.toString('utf8').replace(/^\uFEFF/, '');
  // White space may make the text longer than the event in it.
  const most = maxEventBytes * 2;
  yield* text.trimStart().startsWith('[') ? splitArray(plain.stream, most) : splitLines(plain.stream, most);
}

function decompress(stream: Readable, start: Buffer): Readable {
  const options = { chunkSize: PIECE };
  if (start[0] === 0x1f && start[1] === 0x8b) return pipeline(stream, createGunzip(options), () => undefined);
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) {
    return pipeline(stream, createZstdDecompress(options), () => undefined);
  }
  return stream;
}

/** The first bytes of a stream, and a stream that still has them. */
async function peek(source: Readable): Promise<{ start: Buffer; stream: Readable }> {
  const iterator: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  const start: Buffer = first.done ? Buffer.alloc(0) : first.value;
  const stream = new PassThrough({ highWaterMark: PIECE });
  const rest = async function* () {
    yield start;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  pipeline(rest, stream, () => undefined);
  return { start, stream };
}
