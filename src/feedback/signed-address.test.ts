import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { keysOf, ring } from '../../test/support/signing.ts';
import { formatActionId } from '../actions/action-id.ts';
import { formatContactId } from '../contacts/contact-id.ts';
import { readBase32, writeBase32 } from './base32.ts';
import { readSignedAddress, type SignedAddress, writeSignedAddress } from './signed-address.ts';

const ONE = keysOf(1, 1);

const ADDRESS: SignedAddress = {
  purpose: 'return-path',
  action: '000PE4',
  contact: '000R4M0T',
  of: 'message',
  isCopy: false,
  stamp: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
  madeAt: 1_614_088_800_000,
};

const address: fc.Arbitrary<SignedAddress> = fc.record({
  purpose: fc.constantFrom('return-path' as const, 'reply' as const),
  action: fc.integer({ min: 0, max: 2 ** 28 - 1 }).map(formatActionId),
  contact: fc.integer({ min: 0, max: 2 ** 32 }).map(formatContactId),
  of: fc.constantFrom('message' as const, 'campaign' as const),
  isCopy: fc.boolean(),
  stamp: fc.uuid(),
  madeAt: fc.integer({ min: 0, max: 15_000_000 }).map((quarters) => quarters * 900_000),
});

describe('base32', () => {
  it('gives back all bytes, in whatever case they are written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = writeBase32(bytes);
        assert.match(text, /^[a-z2-7]*$/);
        assert.deepEqual(readBase32(text.toUpperCase()), Buffer.from(bytes));
      }),
    );
  });

  it('is what RFC 4648 says, and refuses other characters and spellings', () => {
    assert.equal(writeBase32(Buffer.from('foobar')), 'mzxw6ytboi');
    for (const text of ['mzxw6ytbo1', 'mzxw6ytboj', 'a', 'mzxw6ytboi====']) {
      assert.equal(readBase32(text), undefined, text);
    }
  });
});

describe('a signed address', () => {
  it('stays as it is: addresses of messages that left are read years later', () => {
    assert.equal(
      writeSignedAddress(ADDRESS, ONE),
      'aaaqddebal6ynxivdnozrvjakxg6qvcbo6hplmip3dkwrj6iyvhpgjk7jcxq',
    );
  });

  it('tells of its message, and is short enough for every server, whatever its case', async () => {
    await fc.assert(
      fc.asyncProperty(address, fc.boolean(), async (value, upper) => {
        const keys = keysOf(127, 1, 127);
        const text = writeSignedAddress(value, keys);
        assert.ok(text.length <= 64);
        const read = await readSignedAddress(upper ? text.toUpperCase() : text, ring(keys));
        assert.deepEqual(read, { ...value, account: keys.account });
      }),
    );
  });

  it('is refused when any character differs, is missing or is added', async () => {
    const text = writeSignedAddress(ADDRESS, ONE);
    const keys = ring(ONE);
    for (let place = 0; place < text.length; place++) {
      for (const character of 'abcdefghijklmnopqrstuvwxyz234567') {
        if (character === text[place]) continue;
        const changed = text.slice(0, place) + character + text.slice(place + 1);
        assert.equal(await readSignedAddress(changed, keys), undefined, changed);
      }
      assert.equal(await readSignedAddress(text.slice(0, place), keys), undefined);
      assert.equal(await readSignedAddress(`${text.slice(0, place)}a${text.slice(place)}`, keys), undefined);
    }
  });

  it('is refused when another account signed it, or for another purpose', async () => {
    const text = writeSignedAddress(ADDRESS, keysOf(2, 1));
    assert.equal(await readSignedAddress(text, ring(ONE)), undefined);
    const foreign = { ...keysOf(2, 1), number: 1 };
    assert.equal(await readSignedAddress(writeSignedAddress(ADDRESS, foreign), ring(ONE)), undefined);
    const bytes = readBase32(writeSignedAddress(ADDRESS, ONE));
    assert.ok(bytes);
    bytes[0] = Number(bytes[0]) ^ 1;
    assert.equal(await readSignedAddress(writeBase32(bytes), ring(ONE)), undefined);
  });

  it('is good as long as its key is not retired', async () => {
    const text = writeSignedAddress(ADDRESS, ONE);
    assert.ok(await readSignedAddress(text, ring(keysOf(1, 1, 2))));
    assert.equal(await readSignedAddress(text, ring(keysOf(1, 2))), undefined);
  });

  it('is never an error, whatever is written before the @', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 70 }), async (text) => {
        assert.equal(await readSignedAddress(text, ring(ONE)), undefined);
      }),
      { numRuns: 50 },
    );
  });
});
