import type { Difference } from './comparison.ts';

/** Why a message is read otherwise than by the second opinion, by what is read otherwise. */
type Explanation = Partial<Record<Difference['what'], string>>;

const WORDS_OF_NO_MAILBOX =
  'The words are those for a mailbox that does not exist, and nothing tells that a filter said them. The label calls them filtering; ours believes the words.';

const UNCONFIRMED =
  'An unknown user is quoted with neither a code x.1.x nor as an answer to RCPT; ours does not give up an address for that.';

const OTHER_RECIPIENTS_LINE =
  'Open, and ours is wrong: several recipients share the report, and ours takes the line of the next one, whose host is unknown, for this one.';

const ALTERED =
  'Addresses were blotted out in different ways: that of the report is also the one to which the report was sent, so ours takes that of the message it quotes.';

const SUBSTITUTE_OPEN =
  'There is no code, and ours leaves the subject open: its words stand in no list of ours.';

/** What is no matter of opinion but a fault of ours says so: it is open. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  'arf-15.eml': {
    recipient:
      'The complaint names no recipient. The second opinion puts an address of its own in; ours has none, and goes by the signed address.',
  },
  'lhost-amazonworkmail-02.eml': {
    verdict:
      'The server says “User Unknown” with code 5.2.1, which is that of a disabled mailbox; ours believes the words before the code.',
  },
  'lhost-aol-06.eml': {
    verdict:
      'The name service gave an answer that could not be read, under code 5.4.4. That may pass, and ours keeps the address.',
  },
  'lhost-apachejames-01.eml': {
    recipient: 'The message has one zero more than the label; ours takes what the message has.',
  },
  'lhost-domino-03.eml': {
    recipient: 'The field Final-Recipient has the address that ours takes; the label has another domain.',
  },
  'lhost-einsundeins-03.eml': { recipient: ALTERED },
  'lhost-exchange2003-03.eml': {
    'surplus recipient':
      'Open, and ours is wrong: the report quotes the “To” of the message, and ours takes its address for another recipient.',
  },
  'lhost-exchange2003-04.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-exchange2007-05.eml': {
    status:
      'The report has both: 4.4.7, that it expired, and 4.4.1, why the last attempt failed. Ours takes the first.',
  },
  'lhost-exim-52.eml': {
    recipient:
      'The address was malformed, and has one address before another; ours takes the first of the two.',
  },
  'lhost-exim-58.eml': {
    status:
      'A line of the message is too long. The label takes that for its size, ours for its form; there is no code.',
  },
  'lhost-gmail-07.eml': { status: SUBSTITUTE_OPEN },
  'lhost-interscanmss-03.eml': {
    status:
      'Open, and ours is wrong: the code is in the conversation that the report quotes, where ours does not find it.',
    verdict: 'Open, and ours is wrong, as for its status.',
  },
  'lhost-office365-04.eml': {
    recipient:
      'The report writes the address in two ways, and the label has the other one; ours takes the one that most of the report has.',
  },
  'lhost-opensmtpd-05.eml': {
    status: 'Open: the words are of an expired message, and the code that ours gives does not say so.',
  },
  'lhost-opensmtpd-10.eml': {
    status:
      'The field has 5.0.0, which ours gives as it stands; the label puts in a code of its own for the words, of which ours takes the subject.',
  },
  'lhost-outlook-08.eml': { verdict: UNCONFIRMED },
  'lhost-postfix-05.eml': {
    verdict: 'The server said 450 4.1.1, which is for now. A class 4 is never hard here.',
  },
  'lhost-postfix-49.eml': {
    recipient:
      'Open, and ours is wrong: the report was sent on inside another message, and ours stops at the outer one.',
  },
  'lhost-qmail-01.eml': {
    status:
      'The report has 5.5.0, by which qmail says nothing; the words are of an unknown user, and ours gives the code of that.',
  },
  'lhost-qmail-04.eml': {
    verdict:
      'Open, and ours is wrong: the server refused the name by which the sender greeted it, and ours takes that for the domain of the recipient.',
  },
  'lhost-sendmail-02.eml': {
    verdict:
      'The server said “User Unknown” with 5.2.1 when the command DATA had been sent along, and that no recipient was left; ours takes it for an answer to the recipient.',
  },
  'lhost-sendmail-18.eml': {
    status:
      'The field has 5.0.0, and the words 5.3.0; ours takes the field, as both leave open what happened.',
  },
  'lhost-sendmail-56.eml': {
    status:
      'The servers refused the connection with 554 and no code of its own; 4.7.0 is of their answer to the command that ended it.',
  },
  'lhost-v5sendmail-05.eml': { status: OTHER_RECIPIENTS_LINE, verdict: OTHER_RECIPIENTS_LINE },
  'lhost-v5sendmail-07.eml': { status: OTHER_RECIPIENTS_LINE, verdict: OTHER_RECIPIENTS_LINE },
  'lhost-verizon-02.eml': { verdict: UNCONFIRMED },
  'lhost-x1-01.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-x2-01.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-x2-02.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-x3-02.eml': { status: SUBSTITUTE_OPEN },
  'lhost-x5-01.eml': {
    recipient:
      'Open, and ours is wrong: the report was sent on inside another message, and ours stops at the outer one.',
  },
  'lhost-zoho-03.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'rfc3464-42.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'rhost-franceptt-04.eml': { recipient: ALTERED },
};

/** Why a difference is there; undefined when nobody said so. */
export function explanationOf({ file, what }: Difference): string | undefined {
  return EXPLANATIONS[file]?.[what];
}
