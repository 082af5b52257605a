import { QUOTE_MARKS } from './report-marks.ts';

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
export function addressesInLine(line: string): string[] {
  return [...line.matchAll(ADDRESS)].map(([address]) => address.replace(/^'|^mailto:/i, ''));
}

/** Where a line is about one recipient: the address leads it, or stands alone, or is what the line is to. */
const LEADING =
  /^[\s>*•\-=:]*(?:\d+[.)] |[245]\d\d )?(?:(?:failed )?(?:final-|original-)?(?:recipient|rcpt|e-?mail|mail|address|to|user|mailbox)s?(?: address)?(?:\s+to)?[\s:;=]+(?:rfc822;\s*|smtp:)?)?["'<[(]*(?=[^\s@]+@)/i;

/** The recipients that a report is about, in their order; `own` are addresses that cannot be meant, such as the report's reader. */
export function recipientsIn({ lines }: ReportText, own: ReadonlySet<string>): string[] {
  const leading: string[] = [];
  const others: string[] = [];
  for (const line of lines) {
    const isLeading = LEADING.test(line);
    addressesInLine(line).forEach((address, at) => {
      (isLeading && at === 0 ? leading : others).push(address);
    });
  }
  const meant = [leading, others].map((addresses) => addresses.filter((address) => !isOwn(address, own)));
  const found = meant.find((addresses) => addresses.length > 0) ?? [];
  const unique = new Map(found.map((address) => [address.toLowerCase(), address]));
  // One that is only mentioned somewhere is the first one.
  const many = found === meant[0] ? [...unique.values()] : [...unique.values()].slice(0, 1);
  return many.slice(0, MOST_RECIPIENTS);
}

function isOwn(address: string, own: ReadonlySet<string>): boolean {
  return (
    own.has(address.toLowerCase()) ||
    /^(?:mailer-daemon|postmaster|abuse|support|help(?:desk)?|webmaster)@/i.test(address)
  );
}

/** What the lines say of one recipient: those from each mention of it to the next mention of another. */
export function wordsOf({ lines }: ReportText, recipient: string, all: readonly string[]): string {
  if (all.length < 2) return lines.join('\n').trim();
  const others = new Set(all.map((address) => address.toLowerCase()));
  let owner = '';
  const kept = lines.filter((line) => {
    const named = addressesInLine(line).map((address) => address.toLowerCase());
    owner = named.find((address) => others.has(address)) ?? owner;
    return owner === recipient.toLowerCase();
  });
  return kept.join('\n').trim();
}
