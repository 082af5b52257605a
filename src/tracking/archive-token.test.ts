import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { keysOf, ring } from '../../test/support/signing.ts';
import { readArchiveToken, writeArchiveToken } from './archive-token.ts';
import { sign } from './signature.ts';

const ONE = keysOf(1, 1);
const link = fc.record(
  { id: fc.uuid(), expires: fc.integer({ min: 0, max: 8_640_000_000_000_000 }) },
  { noNullPrototype: true },
);

describe('the token of an archived message', () => {
  it('reads as what was written', async () => {
    await fc.assert(
      fc.asyncProperty(link, async (link) => {
        const read = await readArchiveToken(writeArchiveToken(link, ONE), ring(ONE));
        assert.deepEqual(read, { account: ONE.account, ...link });
      }),
    );
  });

  it('is refused when any byte of it is changed, or it is cut or goes on', async () => {
    const change = fc.record({ link, at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), cut: fc.nat() });
    await fc.assert(
      fc.asyncProperty(change, async ({ link, at, by, cut }) => {
        const token = writeArchiveToken(link, ONE);
        const bytes = Buffer.from(token, 'base64url');
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ by;
        const changed = bytes.toString('base64url');
        for (const text of [changed, token.slice(0, cut % token.length), `${token}A`, `A${token}`])
          assert.equal(await readArchiveToken(text, ring(ONE, keysOf(2, 1), keysOf(3, 1))), undefined, text);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused of a retired key, of another account, and when it was signed as something else', async () => {
    const token = writeArchiveToken({ id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7', expires: 5 }, ONE);
    assert.equal(await readArchiveToken(token, ring(keysOf(1, 2))), undefined);
    assert.equal(await readArchiveToken(token, ring({ ...keysOf(2, 1), number: 1 })), undefined);
    const message = Buffer.from(token, 'base64url').subarray(0, -16);
    const other = Buffer.concat([message, sign(ONE.newest, 'link', message)]).toString('base64url');
    assert.equal(await readArchiveToken(other, ring(ONE)), undefined);
  });
});
