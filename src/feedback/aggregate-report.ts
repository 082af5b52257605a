import type { MailParts } from './mail-parts.ts';
import { ANSWERS } from './unstructured/report-marks.ts';

/** Some put a word of theirs in brackets in front. */
const SUBJECT = /^(?:\[[^\]]{1,40}\] ?)?report domain: ?\S+ submitter: ?\S/i;

/** Who reports, on which domain, from when, until when. */
const FILE = /^[\w.-]+![\w.-]+!\d{9,}!\d{9,}(?:![^!]*)?\.(?:xml|json|gz|zip)$/i;

/**
 * Whether a message is a report on DMARC (RFC 7489 section 7.2.1.1) or TLS (RFC 8460 section 5.3), as programs send them about a domain to whoever
 * wants them: by its subject, or by the name of its file when the subject is of their own making. What a person sends on has such a file too.
 */
export function isAggregateReport({ subject, files }: MailParts): boolean {
  const words = subject.replaceAll(/\s+/g, ' ').trim();
  return !ANSWERS.test(words) && (SUBJECT.test(words) || files.some((name) => FILE.test(name)));
}
