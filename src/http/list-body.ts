import { pipeline, Readable } from 'node:stream';
import { createGzip, createZstdCompress } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding } from './encoding.ts';

/** How much text is read before an answer is known to be long. */
const SMALL = 64 * 1024;

/** How much text is gathered before it is sent: a write for each short text costs more than making it. */
const PIECE = 16 * 1024;

/** Sends texts of JSON that belong into one array, as `sendChunks` does. */
export function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  texts: Iterable<string> | AsyncIterable<string>,
): Promise<FastifyReply> {
  return sendChunks(request, reply, 'application/json', arrayOf(texts));
}

/**
 * Sends a text that comes in chunks. A small answer goes out in one piece with its length, as old clients need it; a long
 * one as a stream that never runs ahead of its reader, and that breaks off without its end when it fails.
 */
export async function sendChunks(
  request: FastifyRequest,
  reply: FastifyReply,
  mediaType: string,
  chunks: AsyncGenerator<string>,
): Promise<FastifyReply> {
  reply.header('Content-Type', mediaType);
  reply.header('Cache-Control', 'no-store');
  const first: string[] = [];
  for (let size = 0; size <= SMALL; ) {
    const next = await chunks.next();
    if (next.done === true) return reply.send(Buffer.from(first.join('')));
    first.push(next.value);
    size += next.value.length;
  }
  reply.header('Vary', 'Accept-Encoding');
  if (request.method === 'HEAD') {
    await chunks.return(undefined);
    return reply.send();
  }
  const encoding = chooseEncoding(request.headers['accept-encoding']?.toString(), 'application/json');
  const plain = Readable.from(resume(first, chunks), { objectMode: false, highWaterMark: SMALL });
  if (encoding === 'identity') return reply.send(plain);
  reply.header('Content-Encoding', encoding);
  const coder = encoding === 'gzip' ? createGzip({ level: 1 }) : createZstdCompress();
  // What goes wrong is told by the end of the pipeline, which is the body.
  return reply.send(pipeline(plain, coder, () => undefined));
}

/** Texts of JSON as one array. */
export async function* arrayOf(texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let lead = '[';
  for await (const text of texts) {
    yield lead + text;
    lead = ',';
  }
  yield lead === '[' ? '[]' : ']';
}

async function* resume(first: readonly string[], rest: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  yield Buffer.from(first.join(''));
  let piece = '';
  for await (const chunk of rest) {
    piece += chunk;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
    // A database answers at once, so without this pause one fast reader would never let another in.
    await new Promise(setImmediate);
  }
  if (piece !== '') yield Buffer.from(piece);
}
