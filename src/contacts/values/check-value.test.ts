import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Constraint, Field, FieldType } from '../field.ts';
import type { ValueList } from '../value-list.ts';
import { checkValue, type StoredValue } from './check-value.ts';

const LIST: ValueList = {
  id: 7,
  name: 'Civility',
  ordered: false,
  values: ['Mr', 'Mrs', 'ÉLÈVE'].map((value, index) => ({ index, value })),
};

const TERMS = { listOf: ({ valueListId }: Field) => (valueListId === 7 ? LIST : undefined), country: 'FR' };

function field(type: FieldType, more: Partial<Field> = {}): Field {
  return { type, id: 1, name: 'x', isUnicity: false, isMandatory: false, isCriterion: false, ...more };
}

/** What becomes of a value: as it is stored, `cleared`, or the rule that it breaks. */
function outcome(of: Field, value: unknown): unknown {
  const checked = checkValue(of, value, TERMS);
  if (checked.broken !== undefined) return { breaks: checked.broken.rule };
  return checked.value ?? 'cleared';
}

const refused = (rule: string) => ({ breaks: rule });

const CASES: [Field, [unknown, unknown][]][] = [
  [
    field('email'),
    [
      ['claire@example.com', 'claire@example.com'],
      [' Claire.D@Example.COM ', 'claire.d@example.com'],
      ['first+tag@sub.example.com', 'first+tag@sub.example.com'],
      ['claire', refused('type')],
      ['claire@localhost', refused('type')],
      ['a b@example.com', refused('type')],
      ['a@b@example.com', refused('type')],
      [`${'x'.repeat(65)}@example.com`, refused('type')],
      [42, refused('type')],
      [{}, refused('type')],
    ],
  ],
  [
    field('phone'),
    [
      ['+33600000000', '+33600000000'],
      ['06 12 34 56 78', '+33612345678'],
      ['0033 6.12.34.56.78', '+33612345678'],
      [33612345678, '+33612345678'],
      ['+44 20 7946 0958', '+442079460958'],
      ['12', refused('type')],
      ['+33 6 12 34 56 78 90 12', refused('type')],
      ['call me', refused('type')],
      ['+33612345678'.padEnd(5000), refused('type')],
    ],
  ],
  [field('phone', { country: 'GB' }), [['020 7946 0958', '+442079460958']]],
  [
    field('numeric'),
    [
      [3, 3],
      ['3.50', 3.5],
      [' -1e3 ', -1000],
      [0, 0],
      ['0x10', refused('type')],
      ['3,5', refused('type')],
      [true, refused('type')],
      ['1e999', refused('type')],
      [`${'1'.repeat(1_000_000)}x`, refused('type')],
    ],
  ],
  [
    field('date'),
    [
      ['2016-02-29', '2016-02-29'],
      ['01/02/2000', '2000-02-01'],
      ['1/2/2000 09:30', '2000-02-01T09:30:00Z'],
      ['2016-01-01T00:00:00Z', '2016-01-01T00:00:00Z'],
      ['2016-01-01T02:00:00.750+02:00', '2016-01-01T00:00:00Z'],
      ['2016-01-01 10:00:00', '2016-01-01T10:00:00Z'],
      [1_451_606_400_000, '2016-01-01T00:00:00Z'],
      ['2015-02-29', refused('type')],
      ['31/04/2000', refused('type')],
      ['tomorrow', refused('type')],
      [1.5, refused('type')],
    ],
  ],
  [
    field('textField'),
    [
      [' Claire ', 'Claire'],
      [75_011, '75011'],
      [true, 'true'],
      ['x'.repeat(1001), refused('length')],
      ['a\u0000b', refused('type')],
      ['\ud800', refused('type')],
      [['a'], refused('type')],
    ],
  ],
  [
    field('textArea'),
    [
      ['two\nlines', 'two\nlines'],
      ['x'.repeat(65_537), refused('length')],
    ],
  ],
  [
    field('singleSelectList', { valueListId: 7 }),
    [
      ['MRS', 'Mrs'],
      [' élève', 'ÉLÈVE'],
      ['Dr', refused('valueList')],
      [['Mr'], refused('type')],
    ],
  ],
  [
    field('multipleSelectList', { valueListId: 7 }),
    [
      [
        ['mr', 'MR', 'Mrs'],
        ['Mr', 'Mrs'],
      ],
      ['mr', ['Mr']],
      [['Mr', 'Dr'], refused('valueList')],
      [['Mr', null], refused('type')],
    ],
  ],
  [field('singleSelectList', { valueListId: 8 }), [['Mr', refused('valueList')]]],
];

for (const [of, cases] of CASES) {
  describe(`a value of ${of.type}${of.country ?? ''}${of.valueListId ?? ''}`, () => {
    for (const [value, expected] of cases) {
      test(`${JSON.stringify(value).slice(0, 40)} gives ${JSON.stringify(expected)?.slice(0, 40)}`, () =>
        assert.deepEqual(outcome(of, value), expected));
    }

    test('is cleared by null, by nothing, by an empty text and by an empty array', () => {
      for (const nothing of [null, undefined, '', '  ', []]) assert.equal(outcome(of, nothing), 'cleared');
    });

    test('is stored as it is when it is written again', () => {
      for (const [value] of cases) {
        const { value: stored } = checkValue(of, value, TERMS);
        if (stored !== undefined) assert.deepEqual(outcome(of, stored), stored);
      }
    });

    test('never fails, and is never stored as something else than a value', () => {
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })), (value) => {
          const { value: stored } = checkValue(of, value, TERMS);
          const isOne = (each: StoredValue) => typeof each === 'string' || Number.isFinite(each);
          assert.ok(
            stored === undefined || (Array.isArray(stored) ? stored.every(isOne) : isOne(stored)),
            String(stored),
          );
        }),
        { seed: 28_026, numRuns: 200 },
      );
    });
  });
}

describe('a constraint', () => {
  const bounded = (type: FieldType, operator: number, value: string, more: Partial<Field> = {}) => {
    const constraint: Constraint = { operator, value };
    return field(type, { constraint, ...more });
  };

  const numbers: [number, number[], number[]][] = [
    [0, [1, 5, 9], []],
    [1, [6], [5, 4]],
    [2, [4], [5, 6]],
    [3, [5, 6], [4]],
    [4, [4, 5], [6]],
    [5, [5], [4, 6]],
  ];
  for (const [operator, good, bad] of numbers) {
    test(`with operator ${operator} compares numbers`, () => {
      const of = bounded('numeric', operator, '5');
      for (const value of good) assert.equal(outcome(of, value), value);
      for (const value of bad) assert.deepEqual(outcome(of, value), refused('constraint'));
    });
  }

  test('compares dates as instants', () => {
    const of = bounded('date', 2, '2000-01-02');
    assert.equal(outcome(of, '01/01/2000'), '2000-01-01');
    assert.deepEqual(outcome(of, '2000-01-02T00:00:00Z'), refused('constraint'));
  });

  test('compares the length of texts, in characters as people count them', () => {
    const of = bounded('textField', 4, '3');
    assert.equal(outcome(of, '𝕏𝕏𝕏'), '𝕏𝕏𝕏');
    assert.deepEqual(outcome(of, 'four'), refused('constraint'));
    const all = bounded('multipleSelectList', 4, '2', { valueListId: 7 });
    assert.deepEqual(outcome(all, ['Mr']), ['Mr']);
    assert.deepEqual(outcome(all, ['Mr', 'Mrs']), refused('constraint'));
  });

  test('does not keep a value from being cleared', () => {
    assert.equal(outcome(bounded('textField', 3, '3'), ''), 'cleared');
  });
});
