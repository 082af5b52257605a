import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { combineCrc32 } from './crc32.ts';

describe('the CRC of two texts in a row', () => {
  it('is that of the whole, whatever the two are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ maxLength: 5000 }), (first, second) => {
        const whole = crc32(Buffer.concat([first, second]));
        assert.equal(combineCrc32(crc32(first), crc32(second), second.length), whole);
      }),
    );
  });

  it('holds beyond four gigabytes', () => {
    // 2^33 zero bytes after a text, in halves and at once.
    const crc = crc32('semaphore');
    const zeros = (length: number) => {
      let sum = 0;
      let piece = crc32(Buffer.alloc(1));
      let size = 1;
      for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
        if (rest % 2 === 1) sum = combineCrc32(sum, piece, size);
        piece = combineCrc32(piece, piece, size);
        size *= 2;
      }
      return sum;
    };
    const half = 2 ** 32;
    const stepwise = combineCrc32(combineCrc32(crc, zeros(half), half), zeros(half), half);
    assert.equal(combineCrc32(crc, zeros(2 * half), 2 * half), stepwise);
  });
});
