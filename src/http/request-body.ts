import { isUtf8 } from 'node:buffer';
import type { Readable, Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
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

/** A whole body as text. Never holds more than the limit, whatever a compressed body unfolds to. */
export async function readWhole(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytesOf(body)) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(`an array of events may have ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks));
}

const NEWLINE = 10;

/** The lines of a body, without their line ends. Never holds more than one chunk and one line. */
export async function* readLines(body: Readable, maxLineBytes: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytesOf(body)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const part = chunk.subarray(start, end);
      yield held.length === 0 ? part : Buffer.concat([...held, part]);
      held = [];
      size = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    held.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > maxLineBytes) throw tooLarge(`one event may have ${maxLineBytes} bytes`);
  }
  if (held.length > 0) yield Buffer.concat(held);
}

/** Bytes as text; a byte order mark, which some programs write, is dropped. */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Problem('invalid-body', 'the body is not UTF-8');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function tooLarge(limit: string): Problem {
  return new Problem('body-too-large', `${limit}; publish more as application/x-ndjson, one event a line`);
}

async function* bytesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    // Destroying the body of a request would close the connection before the caller is told what is wrong.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      /^(Z_|ZSTD_|ERR_ZLIB|ERR__ZLIB)/.test(String(error.code))
    ) {
      throw new Problem('invalid-body', 'the compressed body is broken');
    }
    throw error;
  }
}
