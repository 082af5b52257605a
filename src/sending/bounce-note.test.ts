import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounceOf } from '../delivery/bounces/bounce-of.ts';
import { refusalOf } from '../delivery/smtp/smtp-trouble.ts';
import { UNWANTED_MESSAGE } from '../events/model/refused-as-spam.ts';
import { bounceTypeOf } from './bounce-note.ts';

const SAID: readonly [string, string][] = [
  ['550 5.1.1 no such user', 'hardUser'],
  ['550 5.2.1 The mailbox is disabled', 'soft'],
  ['550 5.4.4 Invalid domain', 'hardDomain'],
  ['552 5.2.2 over quota', 'soft'],
  ['554 5.7.1 Message rejected as spam', 'reportAsSpam'],
];
for (const [reply, type] of SAID) {
  test(`a bounce is numbered as NP6 does: ${reply}`, () => {
    const refusal = refusalOf('mx.example.com', 'recipient', Number(reply.slice(0, 3)), reply);
    assert.equal(bounceTypeOf(bounceOf(refusal)), type);
  });
}

test('a hard bounce that others publish is never one of spam, as in the statistics', () => {
  const status = { type: 'async' as const, code: {}, diagnostic: '', mta: '' };
  const subject = { type: 'security or policy' as const };
  const analysis = { verdict: 'hard' as const, subject, rule: UNWANTED_MESSAGE };
  assert.equal(bounceTypeOf({ status, analysis }), 'hardRules');
  assert.equal(bounceTypeOf({ status, analysis: { ...analysis, verdict: 'soft' } }), 'reportAsSpam');
});
