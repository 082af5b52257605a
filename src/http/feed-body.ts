import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { giveBack } from '../events/chunk-memory.ts';
import { inflate, isJoint } from '../events/deflated.ts';
import type { EventLog, Framing, Query } from '../events/log.ts';
import type { Meter } from '../metrics/meter.ts';
import { compress, type Encoding, type MediaType, zstdTo } from './encoding.ts';
import { watchFeed } from './feed-watch.ts';
import { gzipBody } from './gzip/gzip-body.ts';

/** How events are joined in each representation. */
export const FRAMINGS: Record<MediaType, Framing> = {
  'application/json': { open: '[', between: ',', close: ']', closeEmpty: true },
  'application/x-ndjson': { open: '', between: '\n', close: '\n', closeEmpty: false },
};

/** How much text is read before an answer is known to be long. */
const SMALL = 64 * 1024;

/** A smaller body gains nothing from compression. */
const WORTH_COMPRESSING = 1024;

/**
 * Sends the events of a feed. A small answer goes out in one piece with its length, as old clients need it; a long
 * one as a stream that never runs ahead of its reader.
 */
export async function sendFeed(
  reply: FastifyReply,
  log: Pick<EventLog, 'read' | 'readDeflated'>,
  query: Query,
  mediaType: MediaType,
  encoding: Encoding,
  meter: Meter,
): Promise<FastifyReply> {
  const framing = FRAMINGS[mediaType];
  if (encoding === 'gzip') {
    const begun = await begin(log.readDeflated(query, framing), (piece) => piece.length);
    if (begun.whole !== undefined) return sendSmall(reply, await inflate(begun.whole), encoding, meter);
    await stream(reply, gzipBody(begun.rest), encoding, meter).finally(begun.end);
  } else {
    const begun = await begin(log.read(query, framing), (chunk) => chunk.length);
    if (begun.whole !== undefined) return sendSmall(reply, Buffer.concat(begun.whole), encoding, meter);
    await stream(reply, begun.rest, encoding, meter).finally(begun.end);
  }
  return reply;
}

type Begun<T> =
  | { whole: T[] }
  /** `end` ends the read wherever it is: when nobody begins with the rest, nothing else does. */
  | { whole?: undefined; rest: AsyncGenerator<T>; end: () => Promise<void> };

/** Reads until all is read, or enough to know that the answer is long. */
async function begin<T>(source: AsyncIterable<T>, sizeOf: (part: T) => number): Promise<Begun<T>> {
  const iterator = source[Symbol.asyncIterator]();
  const first: T[] = [];
  for (let size = 0; size <= SMALL; ) {
    const { done, value } = await iterator.next();
    if (done) return { whole: first };
    first.push(value);
    size += sizeOf(value);
  }
  return {
    rest: resume(first, iterator),
    async end() {
      await iterator.return?.();
    },
  };
}

/** What was read already, and the rest. */
async function* resume<T>(first: Iterable<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield* first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function sendSmall(
  reply: FastifyReply,
  body: Uint8Array,
  encoding: Encoding,
  meter: Meter,
): Promise<FastifyReply> {
  watchFeed(reply.raw, meter);
  if (encoding === 'identity' || body.length < WORTH_COMPRESSING) return reply.send(body);
  reply.header('Content-Encoding', encoding);
  return reply.send(await compress(body, encoding));
}

async function stream(
  reply: FastifyReply,
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  meter: Meter,
): Promise<void> {
  if (encoding !== 'identity') reply.header('Content-Encoding', encoding);
  reply.hijack();
  const { raw } = reply;
  const watch = watchFeed(raw, meter);
  // From here on the answer has begun: it ends well, or it breaks off for all to see.
  try {
    if (raw.destroyed) throw new ConnectionClosed();
    writeHead(raw, reply);
    // Chunks of gzip come ready made; those of zstd are compressed on their way.
    const destination = encoding === 'zstd' ? zstdTo(raw) : raw;
    // What only stands between two chunks goes out with the second one.
    let joint: Uint8Array | undefined;
    for await (const chunk of chunks) {
      if (joint === undefined && isJoint(chunk)) {
        joint = chunk;
        continue;
      }
      await write(destination, chunk, joint);
      joint = undefined;
    }
    if (joint !== undefined) await write(destination, joint);
    destination.end();
  } catch (error) {
    // A connection that its client closed is no failure of ours; all else is for the log.
    if (!(error instanceof ConnectionClosed)) {
      watch.failed();
      reply.log.error({ err: error }, 'a feed broke off');
    }
    raw.destroy();
  }
}

function writeHead(raw: ServerResponse, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200);
}

/** Nobody takes what is written any more. */
class ConnectionClosed extends Error {
  constructor(options?: ErrorOptions) {
    super('the client closed the connection', options);
    this.name = 'ConnectionClosed';
  }
}

/**
 * Writes a chunk, after what stands before it, waits until it is out of our hands, and gives its memory back.
 * @throws ConnectionClosed
 */
function write(destination: Writable, chunk: Uint8Array, before?: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new ConnectionClosed());
    if (destination.destroyed) {
      closed();
      return;
    }
    destination.once('close', closed);
    if (before !== undefined) destination.write(before);
    destination.write(chunk, (error) => {
      destination.off('close', closed);
      if (error) {
        reject(new ConnectionClosed({ cause: error }));
        return;
      }
      giveBack(chunk, chunk.byteLength);
      resolve();
    });
  });
}
