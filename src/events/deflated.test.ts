import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Deflated, deflateChunk, deflatePieces, inflatePieces, JOINT_BYTES } from './deflated.ts';

type Piece = Uint8Array | Deflated;

const textOf = (n: number) => `${n} `.repeat(50_000);

/** Blocks with commas between them, or rows; tells how many of them were asked for. */
async function* counted(
  count: number,
  what: 'blocks' | 'rows',
  told: { asked: number },
): AsyncGenerator<Piece> {
  for (let n = 0; n < count; n++) {
    told.asked += 1;
    if (n > 0) yield Buffer.from(',');
    yield what === 'rows' ? Buffer.from(textOf(n)) : await deflateChunk(Buffer.from(textOf(n)));
  }
}

/** Blocks and rows in turns, with commas between them. */
async function* mixed(sealed: readonly boolean[], told: { asked: number }): AsyncGenerator<Piece> {
  for (const [n, isSealed] of sealed.entries()) {
    told.asked += 1;
    if (n > 0) yield Buffer.from(',');
    const text = Buffer.from(`row ${n} `.repeat(20));
    yield isSealed ? await deflateChunk(text) : text;
  }
}

describe('pieces on their way', () => {
  for (const what of ['blocks', 'rows'] as const) {
    test(`are all there, in order: ${what}`, async () => {
      const texts: string[] = [];
      for await (const text of inflatePieces(counted(6, what, { asked: 0 }))) {
        texts.push(Buffer.from(text).toString());
      }
      assert.equal(texts.join(''), [0, 1, 2, 3, 4, 5].map(textOf).join(','));
    });
  }

  test('are inflated some ahead, and read no further than that', async () => {
    const told = { asked: 0 };
    const texts = inflatePieces(counted(6, 'blocks', told));
    await texts.next();
    assert.equal(told.asked, 3);
    await texts.return(undefined);
  });

  // What needs no change must not gather behind what does: such a reader would get the whole log into memory.
  test('are read no further than that when blocks and rows take turns, whichever way they are to go', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (sealed) => {
        for (const change of [inflatePieces, deflatePieces]) {
          const told = { asked: 0 };
          let taken = 0;
          for await (const piece of change(mixed(sealed, told))) {
            if (piece.length > JOINT_BYTES) taken += 1;
            assert.ok(told.asked - taken <= 2, `${told.asked} were read when ${taken} had been taken`);
          }
          assert.equal(taken, sealed.length);
        }
      }),
      { numRuns: 30 },
    ));

  test('are not held while they need no inflating', async () => {
    const told = { asked: 0 };
    const texts = inflatePieces(counted(6, 'rows', told));
    await texts.next();
    assert.equal(told.asked, 1);
    await texts.return(undefined);
  });
});
