import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Deflated, deflateChunk, storedPiece } from '../../events/deflated.ts';
import { gzipBody } from './gzip-body.ts';

async function bodyOf(pieces: readonly Deflated[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of gzipBody(each(pieces))) parts.push(part);
  return Buffer.concat(parts);
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

describe('a gzip body made of pieces', () => {
  it('unfolds to their texts in a row, with the right checksum and length', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ maxLength: 200 }), fc.string({ minLength: 5000, maxLength: 9000 })), {
          maxLength: 8,
        }),
        async (texts) => {
          const pieces = await Promise.all(
            texts.map((text) => (text.length < 100 ? storedPiece : deflateChunk)(Buffer.from(text))),
          );
          // gunzipSync checks the CRC and the length.
          assert.equal(gunzipSync(await bodyOf(pieces)).toString(), texts.join(''));
        },
      ),
      { numRuns: 50 },
    ));

  it('does not unfold when a piece has the wrong checksum', async () => {
    const piece = storedPiece(Buffer.from('text'));
    await assert.rejects(
      async () => gunzipSync(await bodyOf([{ ...piece, crc: piece.crc ^ 1 }])),
      /incorrect data check/,
    );
  });
});
