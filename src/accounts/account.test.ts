import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldAccount, folderOf, formatAccount, parseAccount } from './account.ts';
import { AccountNameInvalid } from './errors.ts';

test('a name is read into its parts and written back, leading zeros kept', () => {
  const account = parseAccount('DEMO/028');
  assert.deepEqual(account, { agency: 'DEMO', customer: '028' });
  assert.equal(formatAccount(account), 'DEMO/028');
  assert.equal(folderOf(account), 'DEMO-028');
});

test('the parts take letters, digits and underscores, up to 32', () => {
  const part = 'Az09_'.padEnd(32, 'x');
  assert.deepEqual(parseAccount(`${part}/a`), { agency: part, customer: 'a' });
  const wrong = ['', 'DEMO', 'DEMO/', '/028', 'A/B/C', 'A-B/C', '../x', 'DÉMO/1', ' DEMO/028', 'DEMO/028\n'];
  for (const text of [...wrong, `${part}x/a`, `a/${part}x`]) {
    assert.throws(() => parseAccount(text), AccountNameInvalid, text);
  }
});

test('what is wrong with a name is told with the form it must have', () => {
  assert.throws(
    () => parseAccount('DEMO'),
    /^AccountNameInvalid: 'DEMO' is not the name of an account; write AGENCY\/CUSTOMER, such as DEMO\/028/,
  );
});

test('names that differ only in case fold to one', () => {
  assert.equal(foldAccount(parseAccount('Demo/A')), foldAccount(parseAccount('dEMO/a')));
  assert.notEqual(foldAccount(parseAccount('DEMO/1')), foldAccount(parseAccount('DEMO/01')));
});
