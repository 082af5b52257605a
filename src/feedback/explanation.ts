import type { Finding } from './finding.ts';

/** What is printed of one finding. What a finding does not have is null. */
export type Explanation = {
  file: string;
  kind: Finding['kind'];
  recipient: string | null;
  status: string | null;
  diagnostic: string | null;
  mta: string | null;
  verdict: 'hard' | 'soft' | null;
  subject: string | null;
  detail: string | null;
  rule: string | null;
};

export function explain(file: string, finding: Finding): Explanation {
  const bounce =
    finding.kind === 'bounce' ? finding.bounce : 'report' in finding ? finding.report : undefined;
  const analysis = finding.kind === 'delivered' ? undefined : bounce?.analysis;
  const subject = analysis?.subject;
  const detail = subject && 'detail' in subject ? subject.detail?.type : undefined;
  const sender = 'from' in finding ? finding.from : undefined;
  return {
    file,
    kind: finding.kind,
    recipient: finding.recipient ?? sender ?? null,
    status: bounce?.status.code.enhanced ?? null,
    diagnostic: bounce?.status.diagnostic ?? null,
    mta: bounce?.status.mta ?? (finding.kind === 'complaint' ? finding.complaint.reporter : null),
    verdict: analysis?.verdict ?? null,
    subject: subject?.type ?? null,
    detail: detail === undefined ? null : String(detail),
    rule: analysis?.rule ?? (finding.kind === 'complaint' ? finding.complaint.type : null),
  };
}
