import { UNWANTED_MESSAGE } from '../../events/model/refused-as-spam.ts';
import * as subject from './bounce-subjects.ts';
import type { RefusalRule } from './refusal-rule.ts';
import * as address from './words-of-addresses.ts';
import * as message from './words-of-messages.ts';
import * as transport from './words-of-transport.ts';

/**
 * Rules that go by what can be said of one thing only: turns of phrase, and codes that name a bad address. What is said of
 * the sender or of the message comes before what is said of the address: an address must never be lost for it.
 */
export const SPECIFIC_RULES: readonly RefusalRule[] = [
  {
    name: 'no such domain',
    meaning: 'Code 5.1.2: the domain does not exist',
    enhanced: /^5\.1\.2$/,
    text: [/no such domain/i],
    verdict: 'hard',
    subject: subject.NO_SYSTEM,
  },
  {
    name: 'host takes no mail',
    meaning: 'Reply 521 with code 5.3.2: a host that never takes mail (RFC 7504)',
    enhanced: /^5\.3\.2$/,
    code: /^521$/,
    verdict: 'hard',
    subject: subject.NO_SYSTEM,
  },
  {
    name: 'null mx',
    meaning: 'Class 5, and words: the domain says that it takes no mail (RFC 7505)',
    forGood: true,
    text: [
      /null ?mx|\b(?:domain|host)\b.{0,80}\b(?:does not|doesn['’]t|never) accepts? (?:any )?mail(?! from)/i,
    ],
    verdict: 'hard',
    subject: subject.NO_SYSTEM,
  },
  {
    name: 'no mail hosts',
    meaning: 'Code 5.4.4: none of the hosts of the domain can be used',
    enhanced: /^5\.4\.4$/,
    text: [/no mail hosts/i],
    verdict: 'soft',
    subject: { type: 'other or undefined status' },
  },
  {
    name: 'hidden directory',
    meaning: 'The address is refused with “access denied”, by which some systems hide whom they know',
    forGood: true,
    text: [/\brecipient address rejected ?: access denied/i],
    verdict: 'hard',
    subject: subject.NO_MAILBOX,
  },
  {
    name: 'expired',
    meaning: 'Code x.4.7: it was tried for too long',
    enhanced: /^[45]\.4\.7$/,
    verdict: 'soft',
  },
  {
    name: 'greylisting',
    meaning: 'The server puts off whom it does not know',
    text: message.GREYLISTING,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'virus',
    meaning: 'It has a virus, or a kind of file that is not taken',
    text: message.VIRUS,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: UNWANTED_MESSAGE,
    meaning: 'It is called spam, or its sender is on a list of those who send it',
    text: message.UNWANTED_MESSAGE,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'not authenticated',
    meaning: 'SPF, DKIM or DMARC do not show that it is from whom it says, or the server wants a password',
    text: message.NOT_AUTHENTICATED,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'relaying denied',
    meaning: 'The server does not carry mail on for this sender',
    text: message.RELAY_DENIED,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'sending host refused',
    meaning: 'The host that sends has no name, or may not connect',
    text: message.HOST_REFUSED,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'sender refused',
    meaning: 'The sender, its domain or its greeting is refused',
    text: message.SENDER_REFUSED,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'recipient preference',
    meaning: 'The recipient chose not to get it',
    text: message.RECIPIENT_PREFERENCE,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'too many messages',
    meaning: 'More messages or connections than the server takes at a time',
    text: message.TOO_MANY,
    verdict: 'soft',
    subject: subject.CONGESTED,
  },
  {
    name: 'closed list',
    meaning: 'A group or list that takes nothing from this sender, or will not say whether it is there',
    text: message.LIST_CLOSED,
    verdict: 'soft',
    subject: subject.NO_LIST,
  },
  {
    name: 'mailbox full',
    meaning: 'The quota or the space of the mailbox is used up',
    text: address.MAILBOX_FULL,
    verdict: 'soft',
    subject: subject.FULL,
  },
  {
    name: 'system full',
    meaning: 'Words, and no code x.2.x, which is of a mailbox: the mail system has no room',
    enhanced: /^(?![45]\.2\.)/,
    text: message.SYSTEM_FULL,
    verdict: 'soft',
    subject: subject.SYSTEM_FULL,
  },
  {
    name: 'message too large',
    meaning: 'It is larger than the server takes',
    text: message.TOO_LARGE,
    verdict: 'soft',
    subject: subject.TOO_BIG,
  },
  {
    name: 'mail loop',
    meaning: 'It went round in circles',
    text: transport.LOOP,
    verdict: 'soft',
    subject: subject.LOOP,
  },
  // The recipient had not been named yet: whatever is said, it is not said of the address.
  {
    name: 'sender refused',
    meaning: 'Class 5, and said before the recipient was named: to the greeting, the login or the sender',
    stage: 'sender',
    forGood: true,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  {
    name: 'unknown domain',
    meaning: 'Class 5, and words: there is no such domain, or it has no mail',
    forGood: true,
    text: address.UNKNOWN_DOMAIN,
    verdict: 'hard',
    subject: subject.NO_SYSTEM,
  },
  {
    name: 'moved',
    meaning: 'Class 5, and words: the address is somewhere else now',
    forGood: true,
    text: address.MOVED,
    verdict: 'hard',
    subject: subject.MOVED,
  },
  {
    name: 'mailbox disabled',
    meaning: 'The mailbox is there and suspended, locked or inactive: it may come back',
    text: address.MAILBOX_DISABLED,
    verdict: 'soft',
    subject: subject.DISABLED,
  },
  // A server that takes the recipient and refuses the message filters: its "user unknown" need not be true.
  {
    name: 'refused after the message',
    meaning: 'Words of an unknown user, and the server had taken the recipient: it filters',
    stage: 'message',
    text: address.UNKNOWN_USER,
    verdict: 'soft',
    subject: subject.UNWANTED,
  },
  // The same words from a gateway that tells neither a code for it nor when they were said may be such a filter's.
  {
    name: 'unconfirmed user',
    meaning:
      'Words of an unknown user that a report quotes with no code for it (5.1.x) and not as an answer to `RCPT`',
    stage: 'unknown',
    enhanced: /^5(?!\.1\.[1-9])/,
    forGood: true,
    text: address.UNKNOWN_USER,
    verdict: 'soft',
    subject: subject.NO_MAILBOX,
  },
  {
    name: 'unknown user',
    meaning: 'Class 5, and words: there is no such mailbox',
    forGood: true,
    text: address.UNKNOWN_USER,
    verdict: 'hard',
    subject: subject.NO_MAILBOX,
  },
  {
    name: 'enhanced code',
    meaning:
      'Code 5.1.1, 5.1.2, 5.1.3, 5.1.6 or 5.1.10: the address is wrong; subject and detail are those of the code',
    enhanced: /^5\.1\.(?:1|2|3|6|10)$/,
    verdict: 'hard',
  },
];
