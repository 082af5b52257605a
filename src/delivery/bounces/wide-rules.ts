import { UNWANTED_MESSAGE } from '../../events/model/refused-as-spam.ts';
import * as subject from './bounce-subjects.ts';
import type { RefusalRule } from './refusal-rule.ts';
import { SPECIFIC_RULES } from './specific-rules.ts';
import * as wide from './wide-words.ts';
import * as message from './words-of-messages.ts';
import * as transport from './words-of-transport.ts';

/**
 * Rules that go by words that are said of other things too, and by codes that leave much open. Among them as well, what is said
 * of the sender or of the message comes before what is said of the address.
 */
export const WIDE_RULES: readonly RefusalRule[] = [
  widened(UNWANTED_MESSAGE, wide.UNWANTED_MESSAGE),
  widened('sending host refused', wide.HOST_REFUSED),
  widened('sender refused', wide.SENDER_REFUSED),
  widened('recipient preference', wide.RECIPIENT_PREFERENCE),
  widened('too many messages', wide.TOO_MANY),
  widened('closed list', wide.LIST_CLOSED),
  {
    name: 'system full',
    meaning: 'Code x.3.1: the mail system has no room',
    enhanced: /^[45]\.3\.1$/,
    verdict: 'soft',
    subject: subject.SYSTEM_FULL,
  },
  widened('mailbox full', wide.MAILBOX_FULL),
  widened('message too large', wide.TOO_LARGE),
  widened('mailbox disabled', wide.MAILBOX_DISABLED),
  widened('refused after the message', wide.UNKNOWN_USER),
  widened('unconfirmed user', wide.UNKNOWN_USER),
  widened('unknown user', wide.UNKNOWN_USER),
  {
    name: 'malformed message',
    meaning: 'Its content or its header is not taken as it is written',
    text: message.MALFORMED,
    verdict: 'soft',
    subject: subject.CONTENT,
  },
  {
    name: 'malformed address',
    meaning: 'It is not written as an address; that may be said of a line of the header',
    text: wide.MALFORMED_ADDRESS,
    verdict: 'soft',
    subject: subject.NO_ADDRESS,
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
    subject: subject.UNWANTED,
  },
  {
    name: 'name service',
    meaning: 'The name of the domain could not be looked up',
    text: transport.NAME_SERVICE,
    verdict: 'soft',
    subject: subject.NO_NAMES,
  },
  {
    name: 'no answer',
    meaning: 'The mail host could not be spoken with',
    text: transport.NO_ANSWER,
    verdict: 'soft',
    subject: subject.NO_ANSWER,
  },
  {
    name: 'expired',
    meaning: 'Words: it was tried for too long',
    text: transport.EXPIRED,
    verdict: 'soft',
    subject: subject.EXPIRED,
  },
  {
    name: 'system trouble',
    meaning: 'The machine of the mail system has trouble of its own',
    text: message.SYSTEM_TROUBLE,
    verdict: 'soft',
    subject: subject.SYSTEM,
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
    subject: subject.FULL,
  },
  {
    name: 'reply code',
    meaning: 'Reply 551 and nothing else: the user is not local',
    code: /^551$/,
    verdict: 'hard',
    subject: subject.NO_MAILBOX,
  },
  {
    name: 'reply code',
    meaning: 'Reply 556 and nothing else: the domain takes no mail',
    code: /^556$/,
    verdict: 'hard',
    subject: subject.NO_SYSTEM,
  },
  {
    name: 'reply code',
    meaning: 'Reply 421 and nothing else: the service is closing',
    code: /^421$/,
    verdict: 'soft',
    subject: subject.CONGESTED,
  },
];

/** The specific rule of that name, going by other words. */
function widened(name: string, text: readonly RegExp[]): RefusalRule {
  const rule = SPECIFIC_RULES.find((rule) => rule.name === name && rule.text !== undefined);
  if (rule === undefined) throw new Error(`there is no specific rule ${name} that goes by words`);
  return { ...rule, meaning: `${rule.meaning} (by words that are said of other things too)`, text };
}
