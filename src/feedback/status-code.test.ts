import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statusCodeIn } from './status-code.ts';

function code(status: string | undefined, said: string, words = ''): string | undefined {
  return statusCodeIn({ status, said, words });
}

describe('the enhanced status code of a report', () => {
  it("is the server's own before that of who reports", () =>
    assert.equal(code('5.1.1', '552 5.2.2 over quota'), '5.2.2'));

  it('is that of who reports where the server tells less', () => {
    assert.equal(code('5.1.1', '550 5.0.0 refused'), '5.1.1');
    assert.equal(code('4.2.2', '550 5.0.0 refused'), '5.0.0');
    assert.equal(code('5.0.0', '550 5.0.0 refused'), '5.0.0');
  });

  it('is one in the words where the field says nothing', () => {
    assert.equal(code('5.0.0', 'it failed (5.7.1)'), '5.7.1');
    assert.equal(code('5.0.0', '255', 'transcript:\n554 5.3.0 unknown mailer error 255'), '5.3.0');
    assert.equal(code('5.0.0', '255', '421 4.7.0 too many errors'), '5.0.0');
    assert.equal(code('5.5.0', '554 refused', '554 5.7.1 too many errors'), '5.5.0');
  });

  it('is that of the last attempt where the field says that it was tried for too long', () => {
    assert.equal(code('4.4.7', '450 4.7.1 come back later'), '4.7.1');
    assert.equal(code('4.4.7', '550 4.4.7 expired', "expired\n'441 4.4.1 Failed to connect'"), '4.4.1');
    assert.equal(code('4.4.7', 'message expired'), '4.4.7');
  });

  it('is that in brackets in which qmail gives it', () => {
    assert.equal(code(undefined, '550 no', 'host said: 550 no. (#5.5.0)'), '5.5.0');
    assert.equal(code(undefined, '550 5.7.1 no', 'host said: 550 5.7.1 no. (#5.0.0)'), '5.7.1');
  });

  it('is none where there is none: a version or an address is no code', () => {
    assert.equal(code(undefined, 'refused by Exim 4.96.2.1'), undefined);
    assert.equal(code(undefined, 'host 5.1.1.1 refused'), undefined);
  });
});
