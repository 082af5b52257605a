import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountNameInvalid, UnknownKey } from '../accounts/errors.ts';
import { SettingInvalid } from '../config/read-settings.ts';
import { describeFailure, exitCodeOf, WrongUsage } from './failure.ts';

test('calling a command wrongly ends with 2, failing with 1', () => {
  assert.equal(exitCodeOf(new WrongUsage('x')), 2);
  assert.equal(exitCodeOf(new AccountNameInvalid('x')), 2);
  assert.equal(exitCodeOf(new SettingInvalid('--port', 'x', 'y')), 2);
  assert.equal(exitCodeOf(new UnknownKey('DEMO/028', 'x')), 1);
  assert.equal(exitCodeOf(new Error('x')), 1);
  assert.equal(exitCodeOf('x'), 1);
});

test('a failure is one line, whatever its message', () => {
  assert.equal(describeFailure(new WrongUsage('one\n  two\r\nthree'), false), 'chappe: one two three');
});

test('where an unforeseen failure arose is shown on request only, and the line says how to request it', () => {
  const error = new TypeError('x is not a function');
  assert.equal(
    describeFailure(error, false),
    'chappe: x is not a function; set CHAPPE_LOG_LEVEL=debug and try again to see where this arose',
  );
  assert.match(describeFailure(error, true), /^chappe: x is not a function\nTypeError: x is not .*\n +at /);
  assert.match(describeFailure('thrown text', false), /^chappe: thrown text; set CHAPPE_LOG_LEVEL=debug/);
});

test('what may not be read or written is told as such, whether SQLite or the operating system says so', () => {
  const errors = [
    Object.assign(new Error('attempt to write a readonly database'), { errcode: 8 }),
    Object.assign(new Error("EACCES: permission denied, scandir 'data'"), {
      code: 'EACCES',
      syscall: 'scandir',
    }),
  ];
  for (const error of errors) {
    const told = describeFailure(error, false);
    assert.match(
      told,
      /^chappe: \S.*; see to what lies there, that this user may read and write all of the data folder/,
    );
    assert.doesNotMatch(told, /CHAPPE_LOG_LEVEL/);
  }
});

test('an error that was written for people needs no such advice', () => {
  const message = new UnknownKey('DEMO/028', 'x').message;
  assert.equal(describeFailure(new UnknownKey('DEMO/028', 'x'), false), `chappe: ${message}`);
});
