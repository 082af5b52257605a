import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { bounceOf } from '../delivery/bounces/bounce-of.ts';
import type { Finding } from './finding.ts';

/** The lines of one part of a report, by their names in lower case. */
type Fields = ReadonlyMap<string, string>;

/** What a message that came back says of each recipient: reports by RFC 3464 and 5965, and what people and machines answer. */
export async function readFeedback(raw: Buffer): Promise<readonly Finding[]> {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  const complaint = partOf(mail, /^message\/feedback-report$/);
  if (complaint !== undefined) return [complaintIn(complaint)];
  const report = partOf(mail, /^message\/(?:global-)?delivery-status$/);
  if (report !== undefined) return reportedIn(report);
  const from = mail.from?.address ?? '';
  if (from === '') return [{ kind: 'none' }];
  const text = mail.text ?? '';
  return [{ kind: isAutomatic(mail) ? 'automatic' : 'reply', from, text }];
}

function complaintIn(part: Attachment): Finding {
  const fields = fieldsOf(textOf(part));
  const agent = fields.get('user-agent');
  const recipient = fields.get('original-rcpt-to');
  return {
    kind: 'complaint',
    complaint: {
      type: fields.get('feedback-type')?.toLowerCase() || 'other',
      reporter: plain(fields.get('reporting-mta') ?? ''),
      ...(agent !== undefined && { agent }),
    },
    ...(recipient !== undefined && { recipient }),
  };
}

/** The fields of the message come first, then those of each recipient. */
function reportedIn(part: Attachment): Finding[] {
  const [about = '', ...recipients] = textOf(part).split(/(?:\r?\n){2,}/);
  const server = plain(fieldsOf(about).get('reporting-mta') ?? '');
  return recipients
    .map(fieldsOf)
    .filter((fields) => fields.size > 0)
    .map((fields) => reportOf(fields, server));
}

function reportOf(fields: Fields, server: string): Finding {
  const recipient = plain(fields.get('original-recipient') ?? fields.get('final-recipient') ?? '');
  if (fields.get('action')?.toLowerCase() !== 'failed') return { kind: 'delivered', recipient };
  const diagnostic = plain(fields.get('diagnostic-code') ?? '');
  const enhanced = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0];
  const basic = /^[45]\d\d\b/.exec(diagnostic)?.[0];
  const { status, analysis } = bounceOf({
    outcome: 'refused',
    server: plain(fields.get('remote-mta') ?? server),
    stage: 'message',
    code: Number(basic ?? `${enhanced?.[0] ?? 5}50`),
    ...(enhanced !== undefined && { enhanced }),
    diagnostic,
    permanent: true,
  });
  const code = {
    ...(enhanced !== undefined && { enhanced }),
    ...(basic !== undefined && { basic: Number(basic) }),
  };
  return { kind: 'bounce', recipient, bounce: { status: { ...status, type: 'async', code }, analysis } };
}

/** By RFC 3834, and what older programs write. */
function isAutomatic({ headers }: Email): boolean {
  const value = (name: string) =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase() ?? '';
  return (
    !['', 'no'].includes(value('auto-submitted')) ||
    value('x-autoreply') !== '' ||
    ['bulk', 'junk', 'auto_reply'].includes(value('precedence'))
  );
}

function partOf({ attachments }: Email, type: RegExp): Attachment | undefined {
  return attachments.find(({ mimeType }) => type.test(mimeType));
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('utf8');
}

function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>();
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

/** Without the kind of address or of words in front. */
function plain(value: string): string {
  return value.replace(/^[\w-]+\s*;\s*/, '').replace(/^<(.*)>$/, '$1');
}
