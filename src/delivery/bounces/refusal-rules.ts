import { UNWANTED_MESSAGE } from '../../events/model/refused-as-spam.ts';
import type { BounceSubject } from './subject-of-code.ts';
import * as address from './words-of-addresses.ts';
import * as message from './words-of-messages.ts';
import * as transport from './words-of-transport.ts';

/** How a refusal is understood. */
export type RefusalRule = {
  /** The name that the event tells. */
  name: string;
  /** For people: what it goes by. */
  meaning: string;
  /** All that are given must fit. */
  enhanced?: RegExp;
  code?: RegExp;
  /** One of them must fit. */
  text?: readonly RegExp[];
  /** Only for what was refused then. */
  stage?: 'sender' | 'message' | 'unknown';
  /** `hard`: the address is not worth another message. */
  verdict: 'hard' | 'soft';
  /** What it is about; without it, what the enhanced status code says. */
  subject?: BounceSubject;
};

const NO_MAILBOX: BounceSubject = { type: 'address', detail: { type: 'bad destination mailbox address' } };
const NO_SYSTEM: BounceSubject = { type: 'address', detail: { type: 'bad destination system address' } };
const MOVED: BounceSubject = { type: 'address', detail: { type: 'mailbox has moved' } };
const DISABLED: BounceSubject = {
  type: 'mailbox',
  detail: { type: 'mailbox disabled, not accepting messages' },
};
const FULL: BounceSubject = { type: 'mailbox', detail: { type: 'mailbox full' } };
const TOO_BIG: BounceSubject = { type: 'mail system', detail: { type: 'message too big for system' } };
const SYSTEM: BounceSubject = { type: 'mail system' };
const UNWANTED: BounceSubject = {
  type: 'security or policy',
  detail: { type: 'delivery not authorized, message refused' },
};
const NO_LIST: BounceSubject = {
  type: 'security or policy',
  detail: { type: 'mailing list expansion prohibited' },
};
const CONTENT: BounceSubject = { type: 'message content or media' };
const CONGESTED: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'mail system congestion' },
};
const NO_ANSWER: BounceSubject = { type: 'network and routing', detail: { type: 'no answer from host' } };
const NO_NAMES: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'directory server failure' },
};
const LOOP: BounceSubject = { type: 'network and routing', detail: { type: 'routing loop detected' } };
const EXPIRED: BounceSubject = { type: 'network and routing', detail: { type: 'delivery time expired' } };

/** Codes of class 4 are of what may pass. */
const FOR_GOOD = /^5/;

/**
 * The first rule that fits decides. Words come before codes, because servers choose words with more care: many say
 * "user unknown" with 5.0.0 or 5.7.1. What is said of the sender or of the message comes before what is said of the
 * address: an address must never be lost for it. Words that may be said of anything come last.
 */
export const REFUSAL_RULES: readonly RefusalRule[] = [
  {
    name: 'no such domain',
    meaning: 'Code 5.1.2: the domain does not exist',
    enhanced: /^5\.1\.2$/,
    text: [/no such domain/i],
    verdict: 'hard',
    subject: NO_SYSTEM,
  },
  {
    name: 'host takes no mail',
    meaning: 'Reply 521 with code 5.3.2: a host that never takes mail (RFC 7504)',
    enhanced: /^5\.3\.2$/,
    code: /^521$/,
    verdict: 'hard',
    subject: NO_SYSTEM,
  },
  {
    name: 'null mx',
    meaning: 'Code 5.1.10 or 556, or words: the domain says that it takes no mail (RFC 7505)',
    enhanced: /^5/,
    text: [/null ?mx|(?:does not|doesn['’]t|never) accept (?:any )?mail/i],
    verdict: 'hard',
    subject: NO_SYSTEM,
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
    code: FOR_GOOD,
    text: [/\brecipient address rejected: access denied/i],
    verdict: 'hard',
    subject: NO_MAILBOX,
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
    subject: UNWANTED,
  },
  {
    name: 'virus',
    meaning: 'It has a virus, or a kind of file that is not taken',
    text: message.VIRUS,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: UNWANTED_MESSAGE,
    meaning: 'It is called spam, or its sender is on a list of those who send it',
    text: message.UNWANTED_MESSAGE,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'not authenticated',
    meaning: 'SPF, DKIM or DMARC do not show that it is from whom it says, or the server wants a password',
    text: message.NOT_AUTHENTICATED,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'relaying denied',
    meaning: 'The server does not carry mail on for this sender',
    text: message.RELAY_DENIED,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'sending host refused',
    meaning: 'The host that sends has no name, or may not connect',
    text: message.HOST_REFUSED,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'sender refused',
    meaning: 'The sender, its domain or its greeting is refused',
    text: message.SENDER_REFUSED,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'recipient preference',
    meaning: 'The recipient chose not to get it',
    text: message.RECIPIENT_PREFERENCE,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'too many messages',
    meaning: 'More messages or connections than the server takes at a time',
    text: message.TOO_MANY,
    verdict: 'soft',
    subject: CONGESTED,
  },
  {
    name: 'closed list',
    meaning: 'A group or list that takes nothing from this sender, or will not say whether it is there',
    text: message.LIST_CLOSED,
    verdict: 'soft',
    subject: NO_LIST,
  },
  {
    name: 'mailbox full',
    meaning: 'The quota or the space of the mailbox is used up',
    text: address.MAILBOX_FULL,
    verdict: 'soft',
    subject: FULL,
  },
  {
    name: 'message too large',
    meaning: 'It is larger than the server takes',
    text: message.TOO_LARGE,
    verdict: 'soft',
    subject: TOO_BIG,
  },
  {
    name: 'mail loop',
    meaning: 'It went round in circles',
    text: transport.LOOP,
    verdict: 'soft',
    subject: LOOP,
  },
  // Whoever refuses our greeting, login or sender has not been told of the recipient, whatever user it speaks of.
  {
    name: 'sender refused',
    meaning: 'Class 5, and said before the recipient was named: to the greeting, the login or the sender',
    stage: 'sender',
    code: FOR_GOOD,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'unknown domain',
    meaning: 'Class 5, and words: there is no such domain, or it has no mail',
    code: FOR_GOOD,
    text: address.UNKNOWN_DOMAIN,
    verdict: 'hard',
    subject: NO_SYSTEM,
  },
  {
    name: 'moved',
    meaning: 'Class 5, and words: the address is somewhere else now',
    code: FOR_GOOD,
    text: address.MOVED,
    verdict: 'hard',
    subject: MOVED,
  },
  {
    name: 'mailbox disabled',
    meaning: 'The mailbox is there and suspended, locked or inactive: it may come back',
    text: address.MAILBOX_DISABLED,
    verdict: 'soft',
    subject: DISABLED,
  },
  // A server that takes the recipient and refuses the message filters: its "user unknown" need not be true.
  {
    name: 'refused after the message',
    meaning: 'Words of an unknown user, and the server had taken the recipient: it filters',
    stage: 'message',
    text: address.UNKNOWN_USER,
    verdict: 'soft',
    subject: UNWANTED,
  },
  // The same words from a gateway that tells neither a code for it nor when they were said may be such a filter's.
  {
    name: 'unconfirmed user',
    meaning:
      'Words of an unknown user that a report quotes with no code for it (5.1.x) and not as an answer to `RCPT`',
    stage: 'unknown',
    enhanced: /^5(?!\.1\.[1-9])/,
    code: FOR_GOOD,
    text: address.UNKNOWN_USER,
    verdict: 'soft',
    subject: NO_MAILBOX,
  },
  {
    name: 'unknown user',
    meaning: 'Class 5, and words: there is no such mailbox',
    code: FOR_GOOD,
    text: address.UNKNOWN_USER,
    verdict: 'hard',
    subject: NO_MAILBOX,
  },
  {
    name: 'malformed message',
    meaning: 'Its content or its header is not taken as it is written',
    text: message.MALFORMED,
    verdict: 'soft',
    subject: CONTENT,
  },
  {
    name: 'enhanced code',
    meaning:
      'Code 5.1.1, 5.1.2, 5.1.3, 5.1.6 or 5.1.10: the address is wrong; subject and detail are those of the code',
    enhanced: /^5\.1\.(?:1|2|3|6|10)$/,
    verdict: 'hard',
  },
  {
    name: 'enhanced code',
    meaning: 'Any other code that tells a detail; subject and detail are those of the code',
    enhanced: /^[45]\.[1-9]\.[1-9]/,
    verdict: 'soft',
  },
  {
    name: 'policy',
    meaning: 'A rule of theirs, which they do not tell',
    text: message.POLICY,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'name service',
    meaning: 'The name of the domain could not be looked up',
    text: transport.NAME_SERVICE,
    verdict: 'soft',
    subject: NO_NAMES,
  },
  {
    name: 'no answer',
    meaning: 'The mail host could not be spoken with',
    text: transport.NO_ANSWER,
    verdict: 'soft',
    subject: NO_ANSWER,
  },
  {
    name: 'expired',
    meaning: 'Words: it was tried for too long',
    text: transport.EXPIRED,
    verdict: 'soft',
    subject: EXPIRED,
  },
  {
    name: 'system trouble',
    meaning: 'The machine of the mail system has trouble of its own',
    text: message.SYSTEM_TROUBLE,
    verdict: 'soft',
    subject: SYSTEM,
  },
  {
    name: 'enhanced code',
    meaning: 'Any code at all; the subject is that of the code',
    enhanced: /^[45]\.\d/,
    verdict: 'soft',
  },
  // Codes of RFC 821: 552 is a full mailbox, 551 one that is elsewhere.
  {
    name: 'reply code',
    meaning: 'Reply 452 or 552 and nothing else: no room',
    code: /^[45]52$/,
    verdict: 'soft',
    subject: FULL,
  },
  {
    name: 'reply code',
    meaning: 'Reply 551 and nothing else: the user is not local',
    code: /^551$/,
    verdict: 'hard',
    subject: NO_MAILBOX,
  },
  {
    name: 'reply code',
    meaning: 'Reply 421 and nothing else: the service is closing',
    code: /^421$/,
    verdict: 'soft',
    subject: CONGESTED,
  },
];
