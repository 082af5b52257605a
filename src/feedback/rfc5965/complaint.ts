import { type FieldGroup, fieldGroups, firstOf } from '../field-groups.ts';
import type { Finding } from '../finding.ts';
import { addressesIn, type MailPart, type MailParts } from '../mail-parts.ts';
import { reportTypeOf } from '../report-type.ts';
import { COMPLAINT_FORMS } from './complaint-forms.ts';

const REPORT = 'message/feedback-report';

/** The complaints in a message; nothing when it is none. */
export function readComplaint(mail: MailParts): Finding[] {
  const part = mail.parts.find(({ type }) => type === REPORT);
  const fields = fieldsOf(part?.text ?? (reportTypeOf(mail) === 'feedback-report' ? mail.text : ''));
  const form = COMPLAINT_FORMS.find((form) => form.fits(mail));
  if (fields === undefined && form === undefined) return [];
  const original = originalOf(mail.parts);
  const named =
    fields?.get('original-rcpt-to') ?? fields?.get('removal-recipient') ?? form?.recipients(mail) ?? [];
  const recipients = named.flatMap(addressesIn);
  const agent = fields && firstOf(fields, 'user-agent');
  const complaint = {
    type: (fields && firstOf(fields, 'feedback-type')?.toLowerCase().split(/[\s;]/)[0]) || 'abuse',
    reporter:
      (fields && firstOf(fields, 'reporting-mta')?.replace(/^[\w-]+\s*;\s*/, '')) || domainOf(mail.from),
    ...(agent && { agent }),
  };
  const found = recipients.length > 0 ? recipients : recipientsOf(original);
  const unique = [...new Set(found.filter((address) => address.includes('@')))];
  if (unique.length === 0) return [{ kind: 'complaint', complaint }];
  return unique.map((recipient) => ({ recipient, kind: 'complaint', complaint }));
}

/** Fields of the report: it has one group, which some part by blank lines. */
function fieldsOf(text: string): FieldGroup | undefined {
  const groups = fieldGroups(text);
  const first = groups.findIndex((group) => group.has('feedback-type'));
  if (first < 0) return undefined;
  const all = new Map<string, readonly string[]>();
  for (const group of groups)
    for (const [name, values] of group) all.set(name, [...(all.get(name) ?? []), ...values]);
  return all;
}

/** The header of the message that is complained about. */
function originalOf(parts: readonly MailPart[]): FieldGroup {
  const original = parts.find(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers');
  return fieldGroups(original?.text ?? '')[0] ?? new Map();
}

function recipientsOf(original: FieldGroup): string[] {
  for (const name of ['x-hmxmroriginalrecipient', 'x-apparently-to', 'to', 'x-original-to', 'delivered-to']) {
    const addresses = (original.get(name) ?? [])
      .map((value) => value.replace(/ via .*$/, ''))
      .flatMap(addressesIn);
    if (addresses.some((address) => address.includes('@'))) return addresses;
  }
  return [];
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
