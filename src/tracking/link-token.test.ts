import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import Type from 'typebox';
import Value from 'typebox/value';
import { keysOf, ring } from '../../test/support/signing.ts';
import { formatActionId } from '../actions/action-id.ts';
import { formatContactId } from '../contacts/contact-id.ts';
import { Stamp } from '../events/model/stamp.ts';
import { LinkTooLong, readToken, writeToken } from './link-token.ts';
import { PURPOSES, sign, verify } from './signature.ts';
import type { LinkTarget, TrackedLink } from './tracked-link.ts';

const ONE = keysOf(1, 1);

const LINK: TrackedLink = {
  action: '000PE4',
  contact: '000R4M0T',
  of: 'campaign',
  stamp: {
    time: 1614089576625,
    id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
    thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
  },
  sentAt: 1614089577000,
  link: { type: 'redirection', source: 'html', label: 'shop', destination: 'https://example.com/a?b=c' },
};

const source = fc.constantFrom('html' as const, 'text' as const);
const placed = { source, label: fc.string({ unit: 'binary', maxLength: 40 }) };
const target: fc.Arbitrary<LinkTarget> = fc.oneof(
  fc.constant({ type: 'open' as const }),
  fc.constant({ type: 'trap' as const }),
  fc.constant({ type: 'unsubscribe' as const, header: true as const }),
  fc.record(
    { type: fc.constantFrom('mirror' as const, 'unsubscribe' as const), ...placed },
    { noNullPrototype: true, requiredKeys: ['type', 'source'] },
  ),
  fc.record(
    { type: fc.constant('form' as const), form: fc.string(), ...placed },
    { noNullPrototype: true, requiredKeys: ['type', 'source', 'form'] },
  ),
  fc.record(
    {
      type: fc.constant('redirection' as const),
      destination: fc.webUrl({ withFragments: true, withQueryParameters: true }),
      ...placed,
    },
    { noNullPrototype: true, requiredKeys: ['type', 'source', 'destination'] },
  ),
);

const instant = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const link: fc.Arbitrary<TrackedLink> = fc.record(
  {
    action: fc.integer({ min: 0, max: 36 ** 6 - 1 }).map(formatActionId),
    contact: fc.integer({ min: 0, max: 36 ** 8 - 1 }).map(formatContactId),
    of: fc.constantFrom('message', 'campaign'),
    stamp: fc.record(
      { time: instant, id: fc.uuid(), thread: fc.uuid(), set: fc.uuid() },
      { noNullPrototype: true, requiredKeys: ['time', 'id', 'thread'] },
    ),
    sentAt: instant,
    link: target,
  },
  { noNullPrototype: true },
);

const Vectors = Type.Array(Type.Object({ link: Type.Unknown(), token: Type.String() }));

describe('a token', () => {
  it('is what the test vectors say', async () => {
    const file = new URL('./link-token.vectors.json', import.meta.url);
    const vectors = Value.Parse(Vectors, JSON.parse(readFileSync(file, 'utf8')));
    assert.ok(vectors.length >= 7);
    for (const { link, token } of vectors) {
      const { account, ...read } = (await readToken(token, ring(ONE))) ?? assert.fail(token);
      assert.deepEqual(read, link);
      assert.deepEqual(account, ONE.account);
      assert.equal(writeToken(read, ONE), token);
    }
  });

  it('reads as the link that was written, and is written as the text that was read', async () => {
    const keys = fc.record({
      account: fc.integer({ min: 1, max: 255 }),
      key: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(link, keys, async (link, { account, key }) => {
        const signer = keysOf(account, key);
        const token = writeToken(link, signer);
        assert.match(token, /^[A-Za-z0-9_-]+$/);
        assert.deepEqual(await readToken(token, ring(signer)), { account: signer.account, ...link });
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when any byte of it is changed, or it is cut or goes on', async () => {
    const change = fc.record({ link, at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), cut: fc.nat() });
    await fc.assert(
      fc.asyncProperty(change, async ({ link, at, by, cut }) => {
        const token = writeToken(link, ONE);
        const bytes = Buffer.from(token, 'base64url');
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ by;
        const changed = bytes.toString('base64url');
        for (const text of [changed, token.slice(0, cut % token.length), `${token}A`, `A${token}`])
          assert.equal(await readToken(text, ring(ONE, keysOf(2, 1), keysOf(3, 1, 2))), undefined, text);
      }),
      { numRuns: 300 },
    );
  });

  it('has one spelling', async () => {
    const token = writeToken({ ...LINK, link: { type: 'open' } }, ONE);
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = [...alphabet].map((character) => token.slice(0, -1) + character);
    const good = [];
    for (const text of [...spellings, `${token}=`, `${token} `, ` ${token}`, `${token}\n`])
      if (await readToken(text, ring(ONE))) good.push(text);
    assert.deepEqual(good, [token.slice(0, -1) + last]);
  });

  it('of another account, of a retired key, or that nobody signed, is refused', async () => {
    const token = writeToken(LINK, ONE);
    assert.equal(await readToken(token, ring(keysOf(2, 1))), undefined);
    assert.equal(await readToken(token, ring({ ...keysOf(2, 1), number: 1 })), undefined);
    const rotated = keysOf(1, 1, 2);
    assert.ok(await readToken(token, ring(rotated)));
    assert.ok(await readToken(writeToken(LINK, rotated), ring(rotated)));
    assert.equal(await readToken(token, ring(keysOf(1, 2))), undefined);
    for (const text of ['', 'preview', 'AQEB', 'A'.repeat(100_000)])
      assert.equal(await readToken(text, ring(ONE)), undefined);
  });

  it('is never so long that servers on the way refuse it', () => {
    const destination = `https://example.com/${'a'.repeat(6000)}`;
    const long: TrackedLink = { ...LINK, link: { type: 'redirection', source: 'html', destination } };
    assert.throws(() => writeToken(long, ONE), LinkTooLong);
  });

  it('leads to the web alone', () => {
    for (const destination of ['javascript:alert(1)', 'data:text/html,x', '//example.com', 'HTTPS://x'])
      assert.throws(
        () => writeToken({ ...LINK, link: { type: 'redirection', source: 'html', destination } }, ONE),
        /leads to the web/,
      );
  });

  it('knows the stamp in lower case', async () => {
    const stamp = { ...LINK.stamp, id: LINK.stamp.id.toUpperCase() };
    const read = await readToken(writeToken({ ...LINK, stamp }, ONE), ring(ONE));
    assert.deepEqual(read?.stamp, LINK.stamp);
    assert.ok(Value.Check(Stamp, read?.stamp));
  });
});

describe('a signature', () => {
  it('is good for one purpose, one key, one message and one length', () => {
    const message = Buffer.from('message');
    const { newest } = ONE;
    for (const made of PURPOSES) {
      const signature = sign(newest, made, message);
      for (const asked of PURPOSES) assert.equal(verify(newest, asked, message, signature), asked === made);
      assert.equal(verify(newest, made, Buffer.from('messagE'), signature), false);
      assert.equal(verify(keysOf(1, 2).newest, made, message, signature), false);
      assert.equal(verify(newest, made, message, signature.subarray(0, 8)), false);
      assert.equal(verify(newest, made, message, Buffer.alloc(0)), false);
      assert.equal(verify(newest, made, message, sign(newest, made, message, 10), 10), true);
    }
  });
});
