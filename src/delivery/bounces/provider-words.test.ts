import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusalOf } from '../smtp/smtp-trouble.ts';
import { bounceOf } from './bounce-of.ts';
import { PROVIDER_WORDS } from './provider-words.ts';

describe('the words of', () => {
  for (const [provider, replies] of Object.entries(PROVIDER_WORDS)) {
    it(`${provider} are understood`, () => {
      const understood = replies.map(([reply]) => {
        const refusal = refusalOf('mx.example.com', 'recipient', Number(reply.slice(0, 3)), reply);
        const { verdict, rule } = bounceOf(refusal).analysis;
        return [reply, `${verdict} ${rule}`];
      });
      assert.deepEqual(understood, replies);
    });
  }
});
