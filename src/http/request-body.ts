import { isUtf8 } from 'node:buffer';
import type { Readable, Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { withoutMark } from '../events/intake.ts';
import { Problem } from './problem.ts';

/** The body of a request, decompressed as `Content-Encoding` says. */
export function decoded(body: Readable, encoding: string | undefined): Readable {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return decompress(body, createGunzip());
    case 'zstd':
      return decompress(body, createZstdDecompress());
    default:
      throw new Problem('unsupported-type', "Content-Encoding must be 'gzip', 'zstd' or absent");
  }
}

function decompress<T extends Transform>(body: Readable, decompressor: T): T {
  // Not `pipeline`: an error of the decompressor would destroy the request, and with it the way to answer.
  body.pipe(decompressor);
  body.once('error', (error) => decompressor.destroy(error));
  decompressor.once('error', () => body.unpipe(decompressor).resume());
  return decompressor;
}

/**
 * A whole body as text. Never holds more than the limit, whatever a compressed body unfolds to.
 * @param tooLarge what to tell when it does.
 */
export async function readWhole(body: Readable, maxBytes: number, tooLarge: string): Promise<string> {
  const whole = await gathered(body, maxBytes, tooLarge);
  if (!isUtf8(whole)) throw new Problem('invalid-body', 'the body is not UTF-8');
  return withoutMark(whole.toString('utf8'));
}

/**
 * Listens instead of iterating: most bodies come in one piece, and an iterator costs more than all else that is done with
 * it. So would `finished` of Node, which listens to a dozen events.
 */
export function gathered(body: Readable, maxBytes: number, tooLarge: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => body.off('data', take).off('end', end).off('error', fail).off('close', breakOff);
    const end = () => {
      stop();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    const fail = (error: unknown) => {
      stop();
      reject(explained(error));
    };
    const breakOff = () => fail(body.errored ?? new Error('the body broke off'));
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      stop();
      reject(new Problem('body-too-large', tooLarge));
    };
    if (body.destroyed) {
      breakOff();
      return;
    }
    body.on('end', end).on('error', fail).on('close', breakOff);
    body.on('data', take);
  });
}

/**
 * Reads and forgets the rest of a refused body: before it is gone, the connection takes no other request.
 * @param body what `decoded` made of what was sent.
 */
export function forgetRest(sent: Readable, body: Readable): void {
  if (!sent.readableEnded) sent.unpipe().resume();
  if (body !== sent) body.destroy();
}

/** The bytes of a body, in the pieces in which they arrive. */
export async function* bytesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    // Destroying the body of a request would close the connection before the caller is told what is wrong.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (error) {
    throw explained(error);
  }
}

/** What broke while a body was read, in words for who sent it when that is to blame. */
function explained(error: unknown): unknown {
  if (
    error instanceof Error &&
    'code' in error &&
    /^(Z_|ZSTD_|ERR_ZLIB|ERR__ZLIB)/.test(String(error.code))
  ) {
    return new Problem('invalid-body', 'the compressed body is broken');
  }
  return error;
}
