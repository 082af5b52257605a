import { pipeline, Readable } from 'node:stream';
import { createGzip, createZstdCompress } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding } from './encoding.ts';
import { sendText } from './sending.ts';

/** How much text is read before an answer is known to be long. */
const SMALL = 64 * 1024;

/**
 * Sends texts of JSON that belong into one array. A small answer goes out in one piece with its length, as old clients
 * need it; a long one as a stream that never runs ahead of its reader, and that breaks off without its end when it fails.
 */
export function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  texts: Iterable<string>,
): FastifyReply {
  const iterator = texts[Symbol.iterator]();
  const first: string[] = [];
  for (let size = 0; size <= SMALL; ) {
    const next = iterator.next();
    if (next.done === true) return sendText(reply, `[${first.join()}]`);
    first.push(next.value);
    size += next.value.length;
  }
  reply.header('Content-Type', 'application/json');
  reply.header('Cache-Control', 'no-store');
  reply.header('Vary', 'Accept-Encoding');
  if (request.method === 'HEAD') return reply.send();
  const encoding = chooseEncoding(request.headers['accept-encoding']?.toString(), 'application/json');
  const plain = Readable.from(chunks(first, iterator), { objectMode: false, highWaterMark: SMALL });
  if (encoding === 'identity') return reply.send(plain);
  reply.header('Content-Encoding', encoding);
  const coder = encoding === 'gzip' ? createGzip({ level: 1 }) : createZstdCompress();
  // What goes wrong is told by the end of the pipeline, which is the body.
  return reply.send(pipeline(plain, coder, () => undefined));
}

async function* chunks(first: readonly string[], rest: Iterator<string>): AsyncGenerator<Buffer> {
  yield Buffer.from(`[${first.join()}`);
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    yield Buffer.from(`,${next.value}`);
    // The database answers at once, so without this pause one fast reader would never let another in.
    await new Promise(setImmediate);
  }
  yield Buffer.from(']');
}
