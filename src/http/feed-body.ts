import { Readable } from 'node:stream';
import type { Framing } from '../events/log.ts';
import { compress, compressStream, type Encoding, type MediaType } from './encoding.ts';

/** How events are joined in each representation. */
export const FRAMINGS: Record<MediaType, Framing> = {
  'application/json': { open: '[', between: ',', close: ']', closeEmpty: true },
  'application/x-ndjson': { open: '', between: '\n', close: '\n', closeEmpty: false },
};

/** A body that compresses to more than its own size is better sent as it is. */
const WORTH_COMPRESSING = 1024;

/** A body that goes out in one piece with its length, as old clients need small answers, or as a stream. */
export type FeedBody = { body: Uint8Array | Readable; encoding: Encoding };

/** How much is read before a body is known to be long. */
const SMALL = 64 * 1024;

/** Makes the body of a feed from its chunks. Pulls no further than the client reads. */
export async function feedBody(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): Promise<FeedBody> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size <= SMALL) {
    const { done, value } = await iterator.next();
    if (done) return small(Buffer.concat(first), encoding);
    first.push(value);
    size += value.length;
  }
  // One chunk in the making and one on its way: more would only cost memory when a client stalls.
  const source = Readable.from(resume(first, iterator), { objectMode: false, highWaterMark: 1 });
  return { body: compressStream(source, encoding), encoding };
}

async function small(body: Uint8Array, encoding: Encoding): Promise<FeedBody> {
  if (body.length < WORTH_COMPRESSING) return { body, encoding: 'identity' };
  return { body: await compress(body, encoding), encoding };
}

async function* resume(first: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
