import type { Finding } from './finding.ts';
import { type MailParts, readParts } from './mail-parts.ts';
import { readDeliveryStatus } from './rfc3464/delivery-status.ts';
import { isAutomatic } from './rfc3834/automatic.ts';
import { readComplaint } from './rfc5965/complaint.ts';
import { readReport } from './unstructured/read-report.ts';
import { reportText, wordsOf } from './unstructured/report-text.ts';

/**
 * What a message that came back says of each recipient. What follows a standard comes before what is read of words, and what a mail
 * system says before what an answer could be. No message makes it fail, and it takes time in proportion to a bounded length.
 */
export async function readFeedback(raw: Uint8Array): Promise<readonly Finding[]> {
  const mail = await readParts(raw);
  for (const read of [readComplaint, readStatus, readReport, readAnswer]) {
    const findings = read(mail);
    if (findings.length > 0) return findings;
  }
  return [{ kind: 'none' }];
}

const STATUS = /^message\/(?:global-)?delivery-status$/;

function readStatus(mail: MailParts): Finding[] {
  const part = mail.parts.find(({ type }) => STATUS.test(type));
  if (part === undefined) return [];
  const text = reportText(mail.text);
  const findings = readDeliveryStatus(part.text, () => '');
  const all = findings.flatMap(({ recipient }) => recipient ?? []);
  return readDeliveryStatus(part.text, (recipient) => wordsOf(text, recipient, all));
}

function readAnswer(mail: MailParts): Finding[] {
  const { from, text } = mail;
  if (from === '') return [];
  return [{ kind: isAutomatic(mail) ? 'automatic' : 'reply', from, text }];
}
