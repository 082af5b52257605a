import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROVIDER_WORDS } from '../../../test/fixtures/bounce-words/provider-words.ts';
import { SERVER_WORDS } from '../../../test/fixtures/bounce-words/server-words.ts';
import { refusalOf } from '../smtp/smtp-trouble.ts';
import { bounceOf } from './bounce-of.ts';

function understood(reply: string): string {
  const refusal = refusalOf('mx.example.com', 'recipient', Number(reply.slice(0, 3)), reply);
  const { verdict, rule } = bounceOf(refusal).analysis;
  return `${verdict} ${rule}`;
}

describe('the words of', () => {
  for (const [provider, replies] of Object.entries(PROVIDER_WORDS)) {
    it(`${provider} are understood`, () =>
      assert.deepEqual(
        replies.map(([reply]) => [reply, understood(reply)]),
        replies,
      ));
  }
});

describe('the words of many servers', () => {
  for (const [says, words] of Object.entries(SERVER_WORDS)) {
    it(`are understood: ${says}`, () =>
      assert.deepEqual(
        words.map((text) => [text, understood(`550 ${text}`)]),
        words.map((text) => [text, says]),
      ));
  }
});
