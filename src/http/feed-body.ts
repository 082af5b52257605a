import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { EventLog, Framing, Query } from '../events/log.ts';
import { compress, type Encoding, type MediaType, zstdTo } from './encoding.ts';
import { gzipBody } from './gzip/gzip-body.ts';

/** How events are joined in each representation. */
export const FRAMINGS: Record<MediaType, Framing> = {
  'application/json': { open: '[', between: ',', close: ']', closeEmpty: true },
  'application/x-ndjson': { open: '', between: '\n', close: '\n', closeEmpty: false },
};

/** How much is read before an answer is known to be long. */
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
): Promise<FastifyReply> {
  const framing = FRAMINGS[mediaType];
  const iterator = log.read(query, framing)[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size <= SMALL) {
    const { done, value } = await iterator.next();
    if (done) return sendSmall(reply, Buffer.concat(first), encoding);
    first.push(value);
    size += value.length;
  }
  if (encoding !== 'identity') reply.header('Content-Encoding', encoding);
  reply.hijack();
  // From here on the answer has begun: it ends well, or it breaks off for all to see.
  if (encoding === 'gzip') {
    // Begun anew: what the log keeps deflated is worth more than the little that was read.
    await iterator.return?.();
    await stream(reply, gzipBody(log.readDeflated(query, framing)), 'identity');
  } else {
    await stream(reply, resume(first, iterator), encoding);
  }
  return reply;
}

/** What was read already, and the rest. */
async function* resume(
  first: Iterable<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function sendSmall(reply: FastifyReply, body: Uint8Array, encoding: Encoding): Promise<FastifyReply> {
  if (encoding === 'identity' || body.length < WORTH_COMPRESSING) return reply.send(body);
  reply.header('Content-Encoding', encoding);
  return reply.send(await compress(body, encoding));
}

async function stream(
  reply: FastifyReply,
  chunks: AsyncIterable<Uint8Array>,
  encoding: 'identity' | 'zstd',
): Promise<void> {
  const { raw } = reply;
  try {
    writeHead(raw, reply);
    const destination = encoding === 'zstd' ? zstdTo(raw) : raw;
    for await (const chunk of chunks) await write(destination, chunk);
    destination.end();
  } catch (error) {
    // A connection that its client closed is no failure of ours; all else is for the log.
    if (!(error instanceof ConnectionClosed)) reply.log.error({ err: error }, 'a feed broke off');
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
 * Writes a chunk, waits until it is out of our hands, and gives its memory back at once. The collector counts
 * such memory late: a fast export would otherwise hold a hundred megabytes of chunks that are long sent.
 * @throws ConnectionClosed
 */
function write(destination: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new ConnectionClosed());
    if (destination.destroyed) {
      closed();
      return;
    }
    destination.once('close', closed);
    destination.write(chunk, (error) => {
      destination.off('close', closed);
      if (error) {
        reject(new ConnectionClosed({ cause: error }));
        return;
      }
      const { buffer } = chunk;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength) buffer.transfer(0);
      resolve();
    });
  });
}
