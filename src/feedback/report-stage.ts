import type { RefusalStage } from '../delivery/bounces/analysis-of.ts';

/**
 * How reports tell that a server refused the message, after it had taken the recipient. Postfix breaks its words into lines
 * wherever these are full.
 */
const AFTER_MESSAGE =
  /in\s+reply\s+to\s+(?:end\s+of\s+)?DATA|after (?:end of )?data\b|after I sent the message|our final DATA|>>> (?:DATA|\.)\s*\n<<< (?!503)[45]\d\d|(?:SMTP command|for)\s+(?:DATA|TEXT)\b|\(DATA\)|\(state 1[78]\)/i;

/** A server that takes any recipient and answers for it by the message: a reply that names nobody before its colon. */
const NAMELESS_REPLY = /\b550:? : ?User unknown/i;

/** How reports tell that the recipient was refused. */
const AT_RECIPIENT =
  /in\s+reply\s+to\s+RCPT|(?:after|in|for) RCPT\b|RCPT TO response|does not like recipient|did not like our RCPT|(?:>>>|-->) ?RCPT|SMTP:RCPT|\(state 14\)|<[^<>\s]+>\.\.\. |recipient address rejected|\bbad mailbox\b/i;

/** How Postfix tells that the sender was refused. */
const AT_SENDER = /in\s+reply\s+to\s+(?:MAIL\s+FROM|EHLO|HELO)\b|refused\s+to\s+talk\s+to\s+me:/i;

/** Commands that were sent together: DATA is only the last of them, and the recipient was refused before. */
const SENT_TOGETHER = /need rcpt|no valid recipients|valid rcpt command/i;

/** Systems that take every message and decide by rules of their users afterwards. */
const DECIDES_LATER = /^inbound-smtp\.[\w.-]+\.amazonaws\.com$/i;

/**
 * When a server refused, as far as a report tells it. What a system says in its own words, without a reply that it quotes, it
 * knows of its own recipients.
 */
export function stageOf(texts: readonly string[], mta: string, quotesReply: boolean): RefusalStage {
  const tells = (sign: RegExp): boolean => texts.some((text) => sign.test(text));
  if (DECIDES_LATER.test(mta) || tells(NAMELESS_REPLY)) return 'message';
  if (tells(SENT_TOGETHER)) return 'recipient';
  if (tells(AFTER_MESSAGE)) return 'message';
  if (tells(AT_SENDER)) return 'sender';
  return !quotesReply || tells(AT_RECIPIENT) ? 'recipient' : 'unknown';
}
