import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Deflated, deflateChunk, inflatePieces } from './deflated.ts';

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

describe('pieces made text', () => {
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

  test('are not held while they need no inflating', async () => {
    const told = { asked: 0 };
    const texts = inflatePieces(counted(6, 'rows', told));
    await texts.next();
    assert.equal(told.asked, 1);
    await texts.return(undefined);
  });
});
