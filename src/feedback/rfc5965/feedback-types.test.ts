import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFeedback } from '../read-feedback.ts';
import { countsAgainstContact, FEEDBACK_TYPES } from './feedback-types.ts';

function complaint(type: string): string {
  return [
    'From: reports@fbl.example.net',
    'Subject: Report',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=B',
    '',
    '--B',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Loop/2',
    'Original-Rcpt-To: <ada@example.net>',
    'Auth-Failure: dkim',
    '',
    '--B',
    'Content-Type: message/rfc822',
    '',
    'To: ada@example.net',
    'Subject: News',
    '',
    'Hello',
    '--B--',
    '',
  ].join('\r\n');
}

describe('the type of a complaint', () => {
  for (const { type } of FEEDBACK_TYPES) {
    it(`is read: ${type}`, async () => {
      const [finding] = await readFeedback(Buffer.from(complaint(type)));
      assert.ok(finding?.kind === 'complaint');
      assert.deepEqual([finding.recipient, finding.complaint.type], ['ada@example.net', type]);
    });
  }

  it('counts against the contact when the contact said it, and not when a machine did', () => {
    assert.deepEqual(['abuse', 'fraud', 'Abuse', 'opt-out'].map(countsAgainstContact), [
      true,
      true,
      true,
      true,
    ]);
    for (const type of ['auth-failure', 'dmarc', 'virus', 'other', 'not-spam', 'x-of-tomorrow'])
      assert.equal(countsAgainstContact(type), false, type);
  });
});
