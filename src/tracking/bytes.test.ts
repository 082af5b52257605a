import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ByteReader, Unreadable } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

describe('bytes', () => {
  it('are read as they were written', () => {
    const number = fc.oneof(fc.maxSafeNat(), fc.nat(300));
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(number, text, fc.uuid(), (number, text, uuid) => {
        const writer = new ByteWriter(1);
        writer.number(number);
        writer.text(text);
        writer.uuid(uuid);
        const reader = new ByteReader(writer.written);
        assert.deepEqual([reader.number(), reader.text(), reader.uuid()], [number, text, uuid]);
        reader.end();
      }),
    );
  });

  it('that nobody would have written are refused', () => {
    const read = (bytes: number[], how: (reader: ByteReader) => unknown) =>
      assert.throws(() => {
        const reader = new ByteReader(Buffer.from(bytes));
        how(reader);
        reader.end();
      }, Unreadable);
    // Ends too early, is longer than it needs to be, is too large.
    for (const bytes of [[], [0x80], [0x81, 0x00], [0x80, 0x80, 0x00], Array(8).fill(0xff).concat(0x7f)])
      read(bytes, (reader) => reader.number());
    // Ends too early, is no UTF-8, goes on.
    for (const bytes of [
      [2, 0x61],
      [1, 0xff],
      [1, 0x61, 0x62],
    ])
      read(bytes, (reader) => reader.text());
    read([1, 2, 3], (reader) => reader.uuid());
  });
});
