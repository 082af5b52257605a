import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from './problem.ts';
import { queryOf, single } from './query-string.ts';

function entries(url: string): [string, string[]][] {
  return [...queryOf(url)].map(([name, values]) => [name, [...values]]);
}

function refusal(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return (error.more.errors ?? []).map(({ parameter }) => String(parameter));
    throw error;
  }
  return [];
}

test('names and values are percent-decoded, and a plus is a plus', () => {
  assert.deepEqual(entries('/a'), []);
  assert.deepEqual(entries('/a?'), []);
  assert.deepEqual(entries('/a?&&'), []);
  assert.deepEqual(entries('/a?b=c'), [['b', ['c']]]);
  assert.deepEqual(entries('/a?b'), [['b', ['']]]);
  assert.deepEqual(entries('/a?b=&c=d=e?f'), [
    ['b', ['']],
    ['c', ['d=e?f']],
  ]);
  assert.deepEqual(entries('/a?unicity=first+tag@x.org&b=%2B%26%3D'), [
    ['unicity', ['first+tag@x.org']],
    ['b', ['+&=']],
  ]);
  assert.deepEqual(entries('/a?%73ort=%C3%A9'), [['sort', ['é']]]);
});

test('values of one name stay together in their order', () => {
  assert.deepEqual(entries('/a?b=2&c=x&b=1'), [
    ['b', ['2', '1']],
    ['c', ['x']],
  ]);
});

test('names such as those of object members are only names', () => {
  assert.deepEqual(entries('/a?__proto__=1&constructor=2'), [
    ['__proto__', ['1']],
    ['constructor', ['2']],
  ]);
});

test('a value that is not percent-encoded UTF-8 is refused by its name, such a name is nobody', () => {
  for (const value of ['%', '%4', '%zz', '%FF', '%C3', '%ED%A0%80']) {
    assert.deepEqual(
      refusal(() => queryOf(`/a?ok=1&start=${value}`)),
      ['start'],
      value,
    );
    assert.deepEqual(entries(`/a?${value}=1&b=2`), [['b', ['2']]], value);
  }
});

test('a single value is the only one', () => {
  const query = queryOf('/a?once=1&twice=1&twice=1&empty=');
  assert.equal(single(query, 'once'), '1');
  assert.equal(single(query, 'empty'), '');
  assert.equal(single(query, 'absent'), undefined);
  assert.deepEqual(
    refusal(() => single(query, 'twice')),
    ['twice'],
  );
});
