import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bounceOfReport } from './bounce-report.ts';

function read(diagnostic: string, words = '', status?: string) {
  const { analysis, status: told } = bounceOfReport({ status, diagnostic, mta: 'mx.example.com', words });
  return [analysis.verdict, analysis.rule, told.code.enhanced];
}

describe('the bounce of a report', () => {
  it('takes the code beside a reply before the field of a gateway', () =>
    assert.deepEqual(read('smtp; 552 5.2.2 over quota', '', '5.1.1'), ['soft', 'mailbox full', '5.2.2']));

  it('puts in the code that the words mean where there is none', () => {
    assert.deepEqual(read('Storage quota exceeded'), ['soft', 'mailbox full', '5.2.2']);
    assert.deepEqual(read('Unknown user'), ['hard', 'unknown user', '5.1.1']);
  });

  it('is soft where an unknown user was refused only after the message', () => {
    const told = 'host mx.example.com said: 550 Unknown user (in reply to end of DATA command)';
    for (const words of [told, told.replace('(in reply to end', '(in reply to\n    end')])
      assert.deepEqual(read('550 Unknown user', words), ['soft', 'refused after the message', '5.7.1']);
  });

  it('is soft where the sender was refused, whatever is said of a user', () => {
    const told = 'host mx.example.com said: 550 5.1.1 Unknown user (in reply to MAIL FROM command)';
    assert.deepEqual(read('550 5.1.1 Unknown user', told), ['soft', 'sender refused', '5.1.1']);
  });

  it('is soft where nobody tells a code, nor when it was refused', () =>
    assert.deepEqual(read('550 Unknown user'), ['soft', 'unconfirmed user', '5.1.1']));

  it('is hard where the recipient was refused, or the code is for it', () => {
    const told = 'host mx.example.com said: 550 Unknown user (in reply to RCPT TO command)';
    assert.deepEqual(read('550 Unknown user', told), ['hard', 'unknown user', '5.1.1']);
    assert.deepEqual(read('550 Unknown user', '', '5.1.1'), ['hard', 'unknown user', '5.1.1']);
  });

  it('is hard where the commands were sent together and the recipient was refused', () => {
    const told = '>>> DATA\n<<< 550 Unknown user\n<<< 503 Need RCPT (recipient)';
    assert.deepEqual(read('550 Unknown user', told), ['hard', 'unknown user', '5.1.1']);
  });

  it('is soft where the greeting was refused, or the sender in a transcript', () => {
    const greeted =
      'Connected to 192.0.2.1 but my name was rejected.\nRemote host said: 501 Invalid domain name';
    assert.deepEqual(read('501 Invalid domain name', greeted), ['soft', 'sender refused', '5.7.1']);
    const sent = '>>> MAIL From:<news@sender.example>\n<<< 550 User unknown';
    assert.deepEqual(read('550 User unknown', sent), ['soft', 'sender refused', '5.7.1']);
  });

  it('believes a code that says that the mailbox is there, but for an answer to RCPT', () => {
    const said = '550 5.2.1 <a@b.example>... User Unknown';
    assert.deepEqual(read(said), ['soft', 'unconfirmed user', '5.2.1']);
    assert.deepEqual(read(said, `${said} (in reply to RCPT TO command)`), ['hard', 'unknown user', '5.2.1']);
    assert.deepEqual(read('550 5.0.0 <a@b.example>... User Unknown'), ['hard', 'unknown user', '5.0.0']);
  });

  it('reads a reply of which only the code is quoted', () =>
    assert.deepEqual(read('Invalid Address, ERROR_CODE :550, ERROR_CODE :mailbox unavailable'), [
      'soft',
      'unconfirmed user',
      '5.1.1',
    ]));

  it('believes the system that has the mailbox', () => {
    const reported = { diagnostic: '550 - no such user here', mta: 'mx.example.com', words: '' };
    assert.equal(bounceOfReport({ ...reported, isHome: true }).analysis.verdict, 'hard');
    assert.equal(bounceOfReport({ ...reported, isHome: false }).analysis.verdict, 'soft');
  });
});
