import { isAggregateReport } from './aggregate-report.ts';
import { attachedTo, quotedIn } from './enclosed-mail.ts';
import type { Finding } from './finding.ts';
import { type MailParts, readParts } from './mail-parts.ts';
import { hasNoPathBack } from './return-path.ts';
import { readDeliveryStatus } from './rfc3464/delivery-status.ts';
import { isAutomatic, isOfSystem } from './rfc3834/automatic.ts';
import { readComplaint } from './rfc5965/complaint.ts';
import { isDaemonReport, isReport, readNamelessReport, readReport } from './unstructured/read-report.ts';
import { reportText, wordsOf } from './unstructured/report-text.ts';

/**
 * What a message that came back says of each recipient. What follows a standard comes before what is read of words, what a message says
 * itself before what it encloses, and what a mail system says before what an answer could be. No message makes it fail, and it takes
 * time in proportion to a bounded length.
 *
 * @param isForAnswers whether it was sent to where people answer: they may enclose a report that they got themselves.
 */
export async function readFeedback(raw: Uint8Array, isForAnswers = false): Promise<readonly Finding[]> {
  const mail = await readParts(raw);
  for (const read of [readComplaint, readStatus, readReport, readSentOn, readNamelessReport, readAnswer]) {
    const findings = await read(mail);
    if (findings.length > 0) return findings;
  }
  return [{ kind: 'none' }];

  async function readSentOn(mail: MailParts): Promise<Finding[]> {
    return isForAnswers && !isReport(mail) ? [] : readEnclosed(mail);
  }
}

/**
 * What a report says that was sent on inside another message. Inside a report it may be one in words; inside anything else only
 * one that cannot be mistaken, by its delivery status.
 */
async function readEnclosed(mail: MailParts): Promise<Finding[]> {
  const quoted = await quotedIn(mail);
  const enclosed = [...(await attachedTo(mail)), ...(quoted === undefined ? [] : [quoted])];
  for (const message of enclosed) {
    const status = readStatus(message);
    const findings =
      status.length === 0 && isReport(mail) && isDaemonReport(message) ? readReport(message) : status;
    if (findings.length > 0) return findings;
  }
  return [];
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
  if (isAutomatic(mail))
    return [{ kind: 'automatic', from, text, mayBeReport: isOfSystem(from) && !isAggregateReport(mail) }];
  // What says nothing of itself, and wants nothing back, is a program's: a note, or a report that nobody could read.
  return [
    hasNoPathBack(mail)
      ? { kind: 'automatic', from, text, mayBeReport: true }
      : { kind: 'reply', from, text },
  ];
}
