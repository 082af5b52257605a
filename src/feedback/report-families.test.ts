import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGE_FAMILIES } from '../../test/fixtures/report-families/language-families.ts';
import { LISTED_FAMILIES } from '../../test/fixtures/report-families/listed-families.ts';
import { OTHER_FAMILIES } from '../../test/fixtures/report-families/other-families.ts';
import { PROVIDER_FAMILIES } from '../../test/fixtures/report-families/provider-families.ts';
import { SENT_ON_FAMILIES } from '../../test/fixtures/report-families/sent-on-families.ts';
import { SERVER_FAMILIES } from '../../test/fixtures/report-families/server-families.ts';
import { WORD_FAMILIES } from '../../test/fixtures/report-families/word-families.ts';
import { explain } from './explanation.ts';
import { readFeedback } from './read-feedback.ts';

const FAMILIES = [
  ...SERVER_FAMILIES,
  ...PROVIDER_FAMILIES,
  ...WORD_FAMILIES,
  ...LANGUAGE_FAMILIES,
  ...LISTED_FAMILIES,
  ...SENT_ON_FAMILIES,
  ...OTHER_FAMILIES,
];

describe('what comes back is read in the form of', () => {
  for (const { family, head, body, says } of FAMILIES) {
    it(family, async () => {
      const lines = [
        'To: bounce@sender.example',
        ...head,
        'MIME-Version: 1.0',
        ...typeOf(head),
        '',
        ...body,
        '',
      ];
      const findings = await readFeedback(Buffer.from(lines.join('\r\n')));
      const said = findings
        .map((finding) => explain('x.eml', finding))
        .map(
          ({ kind, recipient, status, verdict, rule }) => `${kind} ${recipient} ${status} ${verdict} ${rule}`,
        );
      assert.deepEqual(said, says);
    });
  }
});

/** Words are in UTF-8 where a family says nothing else. */
function typeOf(head: readonly string[]): string[] {
  const isTold = head.some((line) => line.startsWith('Content-Type:'));
  return isTold ? [] : ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
}
