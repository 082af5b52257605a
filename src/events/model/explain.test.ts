import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Type from 'typebox';
import { explain } from './explain.ts';

const Circle = Type.Object({ type: Type.Literal('circle'), radius: Type.Number({ minimum: 0 }) });
const Square = Type.Object({ type: Type.Literal('square'), side: Type.Number({ minimum: 0 }) });
const Group = Type.Object({ type: Type.Literal('group'), of: Type.Union([Circle, Square]) });
const Shape = Type.Union([Circle, Square, Group]);

describe('a flaw is told by the branch that the value means', () => {
  test('not by those that it does not', () => {
    assert.deepEqual(explain(Shape, { type: 'circle', radius: -1 }), [
      { pointer: '/radius', message: 'must be >= 0' },
    ]);
  });

  test('in unions inside unions too', () => {
    assert.deepEqual(explain(Shape, { type: 'group', of: { type: 'square', side: 'wide' } }), [
      { pointer: '/of/side', message: 'must be number' },
    ]);
  });

  test('a branch that does not exist is answered with those that do', () => {
    const message = "must be one of 'circle', 'square', 'group'";
    for (const type of ['star', '', 7, null, ['circle'], { circle: 1 }]) {
      assert.deepEqual(explain(Shape, { type }), [{ pointer: '/type', message }]);
    }
  });

  test('a value that names no branch is asked to', () => {
    assert.deepEqual(explain(Shape, { radius: 1 }), [{ pointer: '', message: "must have 'type'" }]);
  });

  test('a value that can name none is told so', () => {
    for (const value of [null, 'circle', 3, [], ['circle']]) {
      assert.deepEqual(explain(Shape, value), [{ pointer: '', message: 'must be object' }]);
    }
  });
});

describe('messages say what would do', () => {
  test('one of some literals', () => {
    const Answer = Type.Object({ answer: Type.Union([Type.Literal('yes'), Type.Literal('no')]) });
    const flaws = [{ pointer: '/answer', message: "must be one of 'yes', 'no'" }];
    assert.deepEqual(explain(Answer, { answer: 'maybe' }), flaws);
    assert.deepEqual(explain(Type.Object({ answer: Type.Enum(['yes', 'no']) }), { answer: 'maybe' }), flaws);
  });

  test('the only literal', () => {
    const Version = Type.Object({ version: Type.Literal(2) });
    assert.deepEqual(explain(Version, { version: 1 }), [{ pointer: '/version', message: "must be '2'" }]);
  });

  test('all members that are missing, at once', () => {
    const Person = Type.Object({
      name: Type.String(),
      age: Type.Integer(),
      mail: Type.Optional(Type.String()),
    });
    assert.deepEqual(explain(Person, {}), [{ pointer: '', message: "must have 'name', 'age'" }]);
  });
});

describe('pointers', () => {
  test('escape as RFC 6901, section 3, asks', () => {
    const Odd = Type.Object({ 'a/b~c': Type.Integer() });
    assert.deepEqual(explain(Odd, { 'a/b~c': '1' }), [{ pointer: '/a~1b~0c', message: 'must be integer' }]);
  });

  test('lead into arrays', () => {
    assert.deepEqual(explain(Type.Array(Type.Integer()), [1, 'two', 3, 'four']), [
      { pointer: '/1', message: 'must be integer' },
      { pointer: '/3', message: 'must be integer' },
    ]);
  });
});

describe('the list of flaws', () => {
  test('is empty for a value without any', () => {
    assert.deepEqual(explain(Shape, { type: 'circle', radius: 1 }), []);
  });

  test('stops at eight', () => {
    const texts = Array.from({ length: 11 }, (_, index) => `text ${index}`);
    assert.deepEqual(
      explain(Type.Array(Type.Integer()), texts).map(({ pointer }) => pointer),
      ['/0', '/1', '/2', '/3', '/4', '/5', '/6', '/7'],
    );
  });
});
