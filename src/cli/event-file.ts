import { fstatSync, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { longestText, splitArray, splitLines } from '../events/splitting.ts';
import { FileUnusable } from './file-unusable.ts';

/** A file of events, opened for reading. */
export type EventFile = {
  /** The texts of its events, in bundles, as they are read. */
  events(maxEventBytes: number): AsyncGenerator<Buffer[]>;
  /** Bytes of the file; absent for standard input and for pipes. */
  size?: number;
  /** Whether the file with this name is the one that is read, by whatever name. */
  isFile(name: string): Promise<boolean>;
  /** Bytes of the file that were read so far, before decompression. */
  read(): number;
  /** To be called by whoever stops early: standard input that stays open would keep the process waiting. */
  close(): void;
};

const PIECE = 256 * 1024;

const OPEN_BRACKET = 91;
const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** What some programs write at the beginning of a file in UTF-8. */
const MARK = Buffer.from('\uFEFF');

/**
 * Opens a file, or standard input for `-`. Whether it is compressed, and an array or lines, is seen from its content.
 * @throws FileUnusable
 */
export async function openEventFile(name: string): Promise<EventFile> {
  const { source, found } = name === '-' ? openInput() : await openFile(name);
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  return {
    events: (maxEventBytes) => eventsOf(counted(), maxEventBytes),
    // What `<` gives is a file, but of another's reading: how much is left of it is not known.
    ...(name !== '-' && found.isFile() && { size: found.size }),
    isFile: async (other) => {
      const same = await stat(other).catch(() => undefined);
      return found.isFile() && same?.ino === found.ino && same.dev === found.dev;
    },
    read: () => read,
    close: () => source.destroy(),
  };
}

/** What is opened, and what it is. */
type Opened = { source: Readable; found: Stats };

function openInput(): Opened {
  return { source: process.stdin, found: fstatSync(0) };
}

async function openFile(name: string): Promise<Opened> {
  try {
    const handle = await open(name);
    const found = await handle.stat();
    if (found.isDirectory()) {
      await handle.close();
      throw new FileUnusable(name, 'cannot be read: it is a folder');
    }
    const source = handle.createReadStream({ highWaterMark: PIECE });
    return { source, found };
  } catch (error) {
    throw FileUnusable.from(name, 'cannot be read', error);
  }
}

async function* eventsOf(raw: AsyncIterable<Buffer>, maxEventBytes: number): AsyncGenerator<Buffer[]> {
  const text = await begin(textOf(decompressed(await begin(raw, ZSTD.length))), 1);
  const most = longestText(maxEventBytes);
  yield* text.start[0] === OPEN_BRACKET ? splitArray(text.all, most) : splitLines(text.all, most);
}

/** The first bytes of a stream, and all of it. */
type Begun = { start: Buffer; all: AsyncIterable<Buffer> };

/** Reads so many bytes of a stream, or as many as it has: a pipe may give them one by one. */
async function begin(chunks: AsyncIterable<Buffer>, least: number): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < least) {
    const next = await iterator.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { start, all: all() };
}

function decompressed({ start, all }: Begun): AsyncIterable<Buffer> {
  const options = { chunkSize: PIECE };
  // Errors reach whoever reads the last stream of the chain.
  if (startsWith(start, GZIP)) return pipeline(all, createGunzip(options), () => undefined);
  if (startsWith(start, ZSTD)) return pipeline(all, createZstdDecompress(options), () => undefined);
  return all;
}

/** The bytes from the first that is neither byte order mark nor white space: by it an array is known. */
async function* textOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { start, all } = await begin(bytes, MARK.length);
  let skip = startsWith(start, MARK) ? MARK.length : 0;
  let begun = false;
  for await (const chunk of all) {
    const text = chunk.subarray(skip);
    skip = 0;
    const first = begun ? 0 : text.findIndex((byte) => !' \t\r\n'.includes(String.fromCharCode(byte)));
    if (first < 0) continue;
    begun = true;
    yield text.subarray(first);
  }
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}
