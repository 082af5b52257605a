import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analysisOf, type RefusalFacts } from './analysis-of.ts';

function understood(text: string, facts: Partial<RefusalFacts> = {}): string {
  const { verdict, rule } = analysisOf({ enhanced: undefined, basic: 550, text, ...facts });
  return `${verdict} ${rule}`;
}

describe('a rule that goes by what is said of one thing only', () => {
  it('decides before one that goes by words of many uses, when it is hard and the other soft', () => {
    assert.equal(understood('User unknown; complaints to our help page'), 'hard unknown user');
    assert.equal(understood('No such user. The mail was blocked for good'), 'hard unknown user');
    assert.equal(understood('User unknown. A full explanation is on our page'), 'hard unknown user');
  });

  it('decides before one that goes by words of many uses, when it is soft and the other hard', () => {
    assert.equal(understood('Address is not valid any more: mailbox is full'), 'soft mailbox full');
    assert.equal(understood('Rejected as spam: bad address list'), 'soft unwanted message');
  });

  it('is not outdone by a word in an address', () => {
    assert.equal(understood('<junk-virus-spam@there.example>: no such user'), 'hard unknown user');
    assert.equal(understood('<unknown.user@there.example>: mailbox is full'), 'soft mailbox full');
  });

  it('may be a code that names a bad address, but not one that leaves it open', () => {
    assert.equal(understood('complaints to our help page', { enhanced: '5.1.1' }), 'hard enhanced code');
    assert.equal(understood('complaints to our help page', { enhanced: '5.1.0' }), 'soft unwanted message');
  });
});

describe('words of an unknown user', () => {
  it('are believed only for now when the server says that they may pass', () => {
    assert.equal(understood('Account not found on this node'), 'hard unknown user');
    assert.equal(understood('Account not found: temporarily unavailable'), 'soft system trouble');
    assert.equal(understood('No such user here, try again later'), 'soft undefined');
  });

  it('are believed for good with a code that says so', () => {
    const facts = { enhanced: '5.1.1' };
    assert.equal(understood('No such user here, try again later', facts), 'hard enhanced code');
  });
});

describe('words of many uses', () => {
  it('decide where nothing else does, those of the message before those of the address', () => {
    assert.equal(understood('blocked for complaints'), 'soft unwanted message');
    assert.equal(understood('Address rejected'), 'hard unknown user');
    assert.equal(understood('Address rejected, blocked for complaints'), 'soft unwanted message');
  });
});

describe('a refusal', () => {
  it('is never hard before the recipient was named, whatever is said', () => {
    for (const text of ['Invalid domain name', 'User unknown', 'xyz'])
      assert.equal(understood(text, { stage: 'sender' }), 'soft sender refused');
    assert.equal(understood('xyz', { stage: 'sender', enhanced: '5.1.2' }), 'soft sender refused');
    assert.equal(understood('message too large', { stage: 'sender' }), 'soft message too large');
  });

  it('is never hard when its code is of what may pass, even beside a reply of class 5', () => {
    assert.equal(understood('User unknown', { enhanced: '4.1.1' }), 'soft enhanced code');
    assert.equal(understood('User unknown', { basic: 450, enhanced: '5.1.1' }), 'hard enhanced code');
  });

  it('goes by its reply when its code is 4.0.0, which gateways give for what they do not understand', () =>
    assert.equal(understood('User unknown', { enhanced: '4.0.0' }), 'hard unknown user'));

  it('of a server that takes no mail of this sender is none of a domain that takes no mail', () =>
    assert.equal(
      understood('This server does not accept mail from you', { enhanced: '5.7.1' }),
      'soft sender refused',
    ));
});
