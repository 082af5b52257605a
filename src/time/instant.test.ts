import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseInstant } from './instant.ts';

const TWO = Date.UTC(2021, 1, 23, 14);

test('one instant in every spelling', () => {
  for (const text of [
    '2021-02-23T14:00:00Z',
    '2021-02-23T14:00:00z',
    '2021-02-23t14:00:00Z',
    '2021-02-23 14:00:00Z',
    '2021-02-23T14:00:00',
    '2021-02-23T14:00',
    '2021-02-23T14:00Z',
    '2021-02-23T14:00:00.0Z',
    '2021-02-23T14:00:00,000Z',
    '2021-02-23T14:00:00.000000000+00:00',
    '2021-02-23T14:00:00-00:00',
    '2021-02-23T15:00:00+01:00',
    '2021-02-23T15:00:00+0100',
    '2021-02-23T15:00:00+01',
    '2021-02-23T10:30:00-03:30',
    '2021-02-24T03:45:00+13:45',
    '2021-02-22T15:00:00-23',
    String(TWO),
  ]) {
    assert.equal(parseInstant(text), TWO, text);
  }
  assert.equal(parseInstant('2021-02-23'), Date.UTC(2021, 1, 23));
  assert.equal(parseInstant('0'), 0);
  assert.equal(parseInstant('-1'), -1);
});

test('a fraction finer than a millisecond counts as the next one', () => {
  assert.equal(parseInstant('2021-02-23T14:00:00.5Z'), TWO + 500);
  assert.equal(parseInstant('2021-02-23T14:00:00.123Z'), TWO + 123);
  assert.equal(parseInstant('2021-02-23T14:00:00.1230000Z'), TWO + 123);
  assert.equal(parseInstant('2021-02-23T14:00:00.1230001Z'), TWO + 124);
  assert.equal(parseInstant('2021-02-23T14:00:00.9999Z'), TWO + 1000);
});

test('a whole number is milliseconds, whatever else it resembles', () => {
  assert.equal(parseInstant('2021'), 2021);
  assert.equal(parseInstant('20210223'), 20_210_223);
});

test('days that exist, and no others', () => {
  assert.equal(parseInstant('2024-02-29'), Date.UTC(2024, 1, 29));
  assert.equal(parseInstant('2000-02-29'), Date.UTC(2000, 1, 29));
  assert.equal(parseInstant('0001-01-01T00:00:00Z'), Date.parse('0001-01-01T00:00:00Z'));
  assert.equal(parseInstant('9999-12-31T23:59:59.999Z'), Date.parse('9999-12-31T23:59:59.999Z'));
  for (const text of [
    '2023-02-29',
    '1900-02-29',
    '2021-04-31',
    '2021-00-10',
    '2021-13-01',
    '2021-01-00',
    '2021-01-32',
  ]) {
    assert.equal(parseInstant(text), undefined, text);
  }
});

test('what is no instant', () => {
  for (const text of [
    '',
    ' ',
    'now',
    'yesterday',
    'NaN',
    'Infinity',
    '1e12',
    '0x10',
    '1614088800000.5',
    '+1614088800000',
    '--1',
    '99999999999999999',
    '8640000000000001',
    '-8640000000000001',
    '١٦١٤',
    '2021-02',
    '2021-2-3',
    '2021/02/23',
    '23/02/2021',
    '2021-W08-2',
    '2021-054',
    '12021-02-23',
    '+002021-02-23',
    '-2021-02-23',
    '2021-02-23T',
    '2021-02-23Z',
    '2021-02-23+01:00',
    '2021-02-23T14',
    '2021-02-23T14Z',
    '2021-02-23T1400Z',
    '2021-02-23T24:00:00Z',
    '2021-02-23T14:60:00Z',
    '2021-02-23T14:00:60Z',
    '2021-02-23T14:00:00.Z',
    '2021-02-23T14:00.5Z',
    '2021-02-23T14:00:00+24:00',
    '2021-02-23T14:00:00+01:60',
    '2021-02-23T14:00:00+1',
    '2021-02-23T14:00:00 01:00',
    '2021-02-23T14:00:00 Z',
    '2021-02-23T14:00:00Z+01:00',
    '2021-02-23T14:00:00CET',
    ' 2021-02-23T14:00:00Z',
    '2021-02-23T14:00:00Z ',
    '2021-02-23T14:00:00Z\n',
    "ISODate('2021-02-23T14:00:00Z')",
  ]) {
    assert.equal(parseInstant(text), undefined, JSON.stringify(text));
  }
});

test('any instant of four-digit years is read at any offset', () => {
  const instants = fc.integer({ min: Date.UTC(100, 0, 2), max: Date.UTC(9999, 11, 30) });
  const offsets = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 });
  fc.assert(
    fc.property(instants, offsets, fc.boolean(), (instant, offset, colon) => {
      const local = new Date(instant + offset * 60_000).toISOString().slice(0, -1);
      const digits = (number: number) => String(Math.trunc(number)).padStart(2, '0');
      const size = Math.abs(offset);
      const zone = `${offset < 0 ? '-' : '+'}${digits(size / 60)}${colon ? ':' : ''}${digits(size % 60)}`;
      assert.equal(parseInstant(local + zone), instant);
      assert.equal(parseInstant(String(instant)), instant);
    }),
  );
});

test('any other text is refused or read, and never throws', () => {
  const pieces = fc.constantFrom(
    '2021-02-23',
    'T',
    '14:00',
    ':00',
    '.5',
    'Z',
    '+01:00',
    '-',
    '9',
    '0',
    ' ',
    '\u0000',
    'é',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const instant = parseInstant(parts.join(''));
      assert.ok(instant === undefined || Number.isInteger(instant));
    }),
  );
});
