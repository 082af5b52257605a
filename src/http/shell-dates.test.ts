import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteShellDates } from './shell-dates.ts';

test('dates are quoted wherever a value may stand', () => {
  assert.equal(
    quoteShellDates('{"a":ISODate("2016-01-01T00:00:00Z"),"b":[ISODate( "x" ), 1]}'),
    '{"a":"2016-01-01T00:00:00Z","b":["x", 1]}',
  );
});

test('texts that look like dates stay as they are, whatever is escaped in them', () => {
  const value = { 'ISODate("x")': 'ISODate("y")', b: '\\', c: '"ISODate("z")', I: 'I' };
  assert.deepEqual(JSON.parse(quoteShellDates(JSON.stringify(value))), value);
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      const text = JSON.stringify([any, 'ISODate("x")']);
      assert.equal(quoteShellDates(text), text);
    }),
    { seed: 28_026 },
  );
});

test('what is no such date stays as it is', () => {
  for (const text of ['ISODate()', 'ISODate(1)', 'ISODate("x"', 'ISODate("a"b")', 'I', '"ISODate("x")', ''])
    assert.equal(quoteShellDates(text), text);
});

test('a body that is made to be slow takes no longer than another', () => {
  for (const part of ['\\"', 'ISODate(', '"', 'ISODate(   ', 'ISODate("']) {
    const text = `ISODate("${part.repeat(1_000_000 / part.length)}`;
    const begun = performance.now();
    quoteShellDates(text);
    // Reading it again from each quotation mark would take minutes.
    assert.ok(performance.now() - begun < 5000, part);
  }
});
