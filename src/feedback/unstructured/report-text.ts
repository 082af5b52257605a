import { LIST_HEADING, QUOTE_MARKS, TRANSCRIPT } from './report-marks.ts';
import { conversationOf } from './transcript.ts';

/** What a report in words says, without the message that it quotes. */
export type ReportText = {
  lines: readonly string[];
  /** The text that quotes the message; empty when it is not in the text. */
  quoted: string;
};

const MOST_LINES = 400;
const MOST_RECIPIENTS = 100;
const ADDRESS = /(?<![\w.+=/-])(?:"[^"\s]{1,64}"|[\w.!#$%&'*+/=?^`{|}~-]{1,120})@[\w-]+(?:\.[\w-]+){1,10}/g;

export function reportText(text: string): ReportText {
  const lines = text.split('\n');
  const begin = lines.findIndex((line, at) => at > 0 && QUOTE_MARKS.some((mark) => mark.test(line)));
  const end = begin < 0 ? lines.length : begin;
  return {
    lines: lines.slice(0, Math.min(end, MOST_LINES)),
    quoted: begin < 0 ? '' : lines.slice(begin).join('\n'),
  };
}

/** The addresses in a line. */
function addressesInLine(line: string): string[] {
  return [...line.matchAll(ADDRESS)].map(([address]) => address.replace(/^'|^mailto:/i, ''));
}

/** Where a line is about one recipient: the address leads it, or stands alone, or is what the line is to. */
const LEADING =
  /^[\s>*•\-=:]*(?:\d+[.)] |[245]\d\d )?(?:(?:failed )?(?:final-|original-)?(?:recipient|rcpt|e-?mail|mail|address|to|user|mailbox)s?(?: address)?(?:\s+to)?[\s:;=]+(?:rfc822;\s*|smtp:)?)?["'<[(]*(?=[^\s@]+@)/i;

/** A name that looks like an address before the address that is meant. */
const NAMED = /^[\s>*•\-:]*"?[^\s<>"@]+@[^\s<>"]+"? +<(?=[^\s<>]+@)/;

/** A line that has an address, and nothing else. */
const ALONE = /^[\s>*•-]*["'<]*[^\s@"'<>]+@[^\s@"'<>]+?["'>]*:?\s*$/;

/**
 * The recipients that a report is about, in their order; `own` are addresses that cannot be meant, such as the report's reader, unless
 * they stand alone in a list of recipients.
 */
export function recipientsIn({ lines }: ReportText, own: ReadonlySet<string>): string[] {
  const unmeant = new Set([...own, ...sendersIn(lines)]);
  const heading = lines.findIndex((line) => LIST_HEADING.test(line));
  const listed = heading < 0 ? [] : lines.slice(heading + 1);
  const alone = listed.filter((line) => ALONE.test(line));
  for (const leading of [leadingIn(listed, unmeant), leadingIn(lines, unmeant), leadingIn(alone)])
    if (leading.length > 0) return unique(leading).slice(0, MOST_RECIPIENTS);
  // One that is only mentioned somewhere is the first one.
  return unique(mentionedIn(lines, unmeant)).slice(0, 1);
}

/** The senders, as transcripts tell them. */
function sendersIn(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /\bMAIL FROM:/i.test(line))
    .flatMap(addressesInLine)
    .map((address) => address.toLowerCase());
}

/** The addresses that lead a line. */
function leadingIn(lines: readonly string[], own: ReadonlySet<string> = new Set()): string[] {
  return lines
    .filter((line) => LEADING.test(line))
    .flatMap((line) => {
      const [first, second] = addressesInLine(line);
      return (NAMED.test(line) ? (second ?? first) : first) ?? [];
    })
    .filter((address) => !isOwn(address, own));
}

/** The addresses anywhere else. */
function mentionedIn(lines: readonly string[], own: ReadonlySet<string>): string[] {
  return lines
    .flatMap((line) => addressesInLine(line).slice(LEADING.test(line) ? 1 : 0))
    .filter((address) => !isOwn(address, own));
}

/** Each address once, as it is written last. */
function unique(addresses: readonly string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
}

function isOwn(address: string, own: ReadonlySet<string>): boolean {
  return (
    own.has(address.toLowerCase()) ||
    /^(?:mailer-daemon|postmaster|abuse|support|help(?:desk)?|webmaster)@/i.test(address)
  );
}

/**
 * What the lines say of one recipient: those from each mention of it to the next mention of another, and of a transcript those of the
 * conversation about it.
 */
export function wordsOf({ lines }: ReportText, recipient: string, all: readonly string[]): string {
  if (all.length < 2) return lines.join('\n').trim();
  const begin = lines.findIndex((line) => TRANSCRIPT.test(line));
  const conversation = begin < 0 ? [] : conversationOf(lines.slice(begin + 1), recipient);
  const listed = conversation.length === 0 ? lines : lines.slice(0, begin);
  return [...mentionsOf(listed, recipient, all), ...conversation].join('\n').trim();
}

function mentionsOf(lines: readonly string[], recipient: string, all: readonly string[]): string[] {
  const others = new Set(all.map((address) => address.toLowerCase()));
  let owner = '';
  return lines.filter((line) => {
    const named = addressesInLine(line).map((address) => address.toLowerCase());
    owner = named.find((address) => others.has(address)) ?? owner;
    return owner === recipient.toLowerCase();
  });
}
