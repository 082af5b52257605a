import { bounceOfReport } from '../bounce-report.ts';
import { type FieldGroup, fieldGroups, firstOf } from '../field-groups.ts';
import type { Finding } from '../finding.ts';
import { isHomeOf } from '../home-system.ts';

/** What the actions of RFC 3464 mean. Words that are no action of it count as failed. */
const KINDS = new Map<string, 'delivered' | 'none'>([
  ['delivered', 'delivered'],
  ['relayed', 'delivered'],
  ['expanded', 'delivered'],
  ['delayed', 'none'],
]);

/**
 * What a delivery status (RFC 3464, also internationalised by RFC 6533) says of each recipient; nothing when no recipient stands in it.
 * `wordsOf` tells what the part for people says of a recipient.
 */
export function readDeliveryStatus(text: string, wordsOf: (recipient: string) => string): Finding[] {
  const groups = fieldGroups(text);
  const reporting = plain(groups.map((group) => firstOf(group, 'reporting-mta')).find((mta) => mta) ?? '');
  return groups.flatMap((group) => {
    const recipient = recipientOf(group);
    return recipient === undefined ? [] : [findingOf(group, recipient, reporting, wordsOf(recipient))];
  });
}

function findingOf(group: FieldGroup, recipient: string, reporting: string, words: string): Finding {
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(firstOf(group, 'status') ?? '')?.[0];
  const diagnostics = group.get('diagnostic-code') ?? [];
  const said = diagnostics.map(plain).sort((one, other) => other.length - one.length)[0] ?? '';
  const diagnostic = said === '' ? plain(firstOf(group, 'x-display-name-reason') ?? '') : said;
  const other = plain(firstOf(group, 'remote-mta') ?? '') || hostIn(diagnostic);
  const category = firstOf(group, 'x-powermta-bouncecategory')?.replaceAll('-', ' ') ?? '';
  const kind = kindOf(firstOf(group, 'action'), status);
  const report = bounceOfReport({
    status,
    diagnostic,
    mta: (other ?? reporting).slice(0, 255),
    words: `${words}\n${category}`.trim(),
    isHome: other === undefined && isHomeOf(reporting, recipient),
    isLate: kind === 'none',
  });
  return kind === 'bounce' ? { recipient, kind, bounce: report } : { recipient, kind, report };
}

function kindOf(action = '', status = ''): 'bounce' | 'delivered' | 'none' {
  const word = /[a-z]+/.exec(action.toLowerCase())?.[0];
  if (word !== undefined) return KINDS.get(word) ?? 'bounce';
  return status.startsWith('2') ? 'delivered' : status.startsWith('4') ? 'none' : 'bounce';
}

/** Where it was refused counts before where it was sent: aliases may have several recipients. */
function recipientOf(group: FieldGroup): string | undefined {
  return ['final-recipient', 'original-recipient', 'x-actual-recipient']
    .flatMap((name) => group.get(name) ?? [])
    .map(addressOf)
    .find((address) => /^[^@].*@.*\.|@\[/.test(address));
}

function addressOf(value: string): string {
  const address = plain(value)
    .replace(/^.*<([^<>]*)>.*$/, '$1')
    .replace(/^@[^:]*:/, '');
  return unescaped(
    /^"[^"]*"@\S+$/.test(address)
      ? address
      : (address.split(/[\s,;]+/).find((word) => word.includes('@')) ?? ''),
  );
}

/** Addresses of RFC 6533 in ASCII write `\x{E9}` for é. */
function unescaped(address: string): string {
  return address.replaceAll(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (whole, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code).toWellFormed();
  });
}

/** Without the kind of name, address or words in front, and without comments around. */
function plain(value: string): string {
  return value.replace(/^\s*[\w-]+\s*;\s*/, '').trim();
}

/** The server that others' words are quoted from. */
export function hostIn(text: string): string | undefined {
  return /\bhost ([\w-]+(?:\.[\w-]+)+)/i.exec(text)?.[1];
}
