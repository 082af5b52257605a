import type { RefusalStage } from '../delivery/bounces/refusal-rule.ts';

/** How reports tell that a server refused the message, after it had taken the recipient. */
const AFTER_MESSAGE =
  /in reply to (?:end of )?DATA|(?:after|following) (?:pipelined )?(?:end of )?data\b|after transfer of mail text|\[BODY\]|after I sent the message|our final DATA|>>> (?:DATA|\.)\s*\n<<< (?!503)[45]\d\d|(?:SMTP command|for)\s+(?:DATA|TEXT)\b|\(DATA\)|\(state 1[5-8]\)/i;

/** A server that takes any recipient and answers for it by the message: a reply that names nobody before its colon. */
const NAMELESS_REPLY = /\b550:? : ?User unknown/i;

/** How reports tell that the recipient was refused. */
const AT_RECIPIENT =
  /in reply to RCPT|(?:after|in|for|following) (?:pipelined )?RCPT\b|\[RCPT_TO\]|RCPT TO response|does not like recipient|did not like our RCPT|(?:>>>|-->) ?RCPT|SMTP:RCPT|\(state 14\)|recipient address rejected|\bbad mailbox\b/i;

/** A reply of which the form tells as much, for sendmail answers so to `RCPT`; it does not outweigh what contradicts it. */
const LIKE_AT_RECIPIENT = /<[^<>\s]+>\.\.\. /;

/** How reports tell that a server refused who sends, before it was told to whom. */
const BEFORE_RECIPIENT =
  /in reply to (?:MAIL FROM|HELO|EHLO)|(?:after|following) (?:pipelined )?(?:MAIL FROM|HELO|EHLO|initial connection)\b|remote (?:mail )?server in greeting|\[(?:MAIL_FROM|HELO|EHLO)\]|MAIL FROM response|did not like our (?:MAIL FROM|HELO|EHLO)|>>> ?(?:MAIL|HELO|EHLO)\b[^\n]*\n<<< [45]\d\d|but (?:my name was|sender was|greeting) (?:rejected|failed)|SMTP:(?:MAIL|HELO|EHLO)|\(state 1[23]\)/i;

/** Commands that were sent together: DATA is only the last of them, and the recipient was refused before. */
const SENT_TOGETHER = /need rcpt|no valid recipients|valid rcpt command/i;

/** Systems that take every message and decide by rules of their users afterwards. */
const DECIDES_LATER = /^inbound-smtp\.[\w.-]+\.amazonaws\.com$/i;

/** What is known beside the words. */
export type StageFacts = {
  /** The server that refused. */
  mta: string;
  /** Whether the report quotes a reply of a server. */
  quotesReply: boolean;
  /** Whether the report is of the system that has the recipient's mailbox, and names no other. */
  isHome: boolean;
  /** Whether the enhanced status code says that the mailbox is there. */
  hasMailbox: boolean;
};

/**
 * When a server refused, as far as a report tells it. What a system says in its own words, without a reply that it quotes, it
 * knows of its own recipients.
 */
export function stageOf(texts: readonly string[], facts: StageFacts): RefusalStage {
  // Postfix breaks its words into lines wherever these are full.
  const readings = texts.flatMap((text) => [text, text.replaceAll(/\s+/g, ' ')]);
  const tells = (sign: RegExp): boolean => readings.some((text) => sign.test(text));
  if (DECIDES_LATER.test(facts.mta) || tells(NAMELESS_REPLY)) return 'message';
  if (tells(SENT_TOGETHER)) return 'recipient';
  if (tells(AFTER_MESSAGE)) return 'message';
  if (tells(AT_RECIPIENT)) return 'recipient';
  if (tells(BEFORE_RECIPIENT)) return 'sender';
  const isLikely = !facts.quotesReply || facts.isHome || tells(LIKE_AT_RECIPIENT);
  return isLikely && !facts.hasMailbox ? 'recipient' : 'unknown';
}
