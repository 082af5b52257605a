import type { Difference } from './comparison.ts';

/** Why a message is read otherwise than by the second opinion, by what is read otherwise. */
type Explanation = Partial<Record<Difference['what'], string>>;

const WORDS_OF_NO_MAILBOX =
  'The words are those for a mailbox that does not exist, and nothing tells that a filter said them. The label calls them filtering; ours believes the words.';

const REASON_UNTOLD =
  'The report says that it was unable to deliver, and not why. An unknown user is named only in the message that it gives back, which is no report but imitates one; ours does not believe that.';

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  'arf-15.eml': {
    recipient:
      'The complaint names no recipient. The second opinion puts an address of its own in; ours has none, and goes by the signed address.',
  },
  'lhost-aol-06.eml': {
    verdict:
      'The name service gave an answer that could not be read, under code 5.4.4. That may pass, and ours keeps the address, as does the label of lhost-postfix-17 for the same words.',
  },
  'lhost-apachejames-01.eml': {
    recipient: 'The message has one zero more than the label; ours takes what the message has.',
  },
  'lhost-domino-03.eml': {
    recipient: 'The field Final-Recipient has the address that ours takes; the label has another domain.',
  },
  'lhost-exchange2003-04.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-exim-58.eml': {
    status:
      'A line of the message is too long. The label takes that for its size, ours for its form; there is no code.',
  },
  'lhost-gmail-07.eml': {
    status:
      'There is no code, and the sentence that would tell the error is cut short. The label takes that for trouble of the system; ours leaves it open.',
  },
  'lhost-interscanmss-03.eml': { status: REASON_UNTOLD, verdict: REASON_UNTOLD },
  'lhost-office365-04.eml': {
    recipient:
      'The report writes the address in two ways, and the label has the other one; ours takes the one that most of the report has.',
  },
  'lhost-opensmtpd-10.eml': {
    status:
      'The field has 5.0.0, which ours gives as it stands; the label puts in a code of its own for the words, of which ours takes the subject.',
  },
  'lhost-outlook-08.eml': {
    verdict:
      'The words are those for a mailbox that does not exist, under code 5.5.0, in a report that tells neither that they answered RCPT nor whose words they are; ours does not give up an address for that.',
  },
  'lhost-postfix-05.eml': {
    verdict: 'The server said 450 4.1.1, which is for now. A class 4 is never hard here.',
  },
  'lhost-sendmail-56.eml': {
    status:
      'The servers refused the connection with 554 and no code of its own; 4.7.0 is of their answer to the command that ended it.',
  },
  'lhost-x1-01.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-x2-01.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'lhost-x2-02.eml': { verdict: WORDS_OF_NO_MAILBOX },
  'rfc3464-42.eml': { verdict: WORDS_OF_NO_MAILBOX },
};

/** Why a difference is there; undefined when nobody said so. */
export function explanationOf({ file, what }: Difference): string | undefined {
  return EXPLANATIONS[file]?.[what];
}
