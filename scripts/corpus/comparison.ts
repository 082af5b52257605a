import { type Explanation, explain } from '../../src/feedback/explanation.ts';
import { readFeedback } from '../../src/feedback/read-feedback.ts';
import type { Label, LabelledMessage } from './labels.ts';
import { compareStatus } from './meanings.ts';

/** What the reader and the second opinion differ in. */
export type Difference = {
  file: string;
  recipient: string;
  what: 'kind' | 'recipient' | 'status' | 'verdict' | 'surplus recipient' | 'false bounce' | 'crash';
  /** What the second opinion says. */
  theirs: string;
  ours: string;
  /** The rule that decided. */
  rule: string;
};

/** How many recipients a message has, and of how many the reader says the same. */
export type Tally = {
  messages: number;
  recipients: number;
  found: number;
  /** Recipients of bounces; complaints have neither status nor verdict. */
  bounces: number;
  status: number;
  verdict: number;
  falseBounces: number;
  crashes: number;
};

export type Comparison = { tally: Tally; differences: Difference[] };

export const NOTHING: Tally = {
  messages: 0,
  recipients: 0,
  found: 0,
  bounces: 0,
  status: 0,
  verdict: 0,
  falseBounces: 0,
  crashes: 0,
};

/** The reason that the second opinion gives for complaints. */
const COMPLAINT = 'feedback';

/** Reads a message as `chappe mail explain` does, and compares. */
export async function compare({ file, results, raw }: LabelledMessage): Promise<Comparison> {
  let findings: Explanation[];
  try {
    findings = (await readFeedback(raw)).map((finding) => explain(file, finding));
  } catch (error) {
    const differences = [difference(file, '', 'crash', 'no crash', String(error))];
    return { tally: { ...NOTHING, messages: 1, recipients: results.length, crashes: 1 }, differences };
  }
  const tally: Tally = { ...NOTHING, messages: 1, recipients: results.length };
  const differences: Difference[] = [];
  for (const finding of surplusIn(findings, results)) {
    const isBounce = results.some(({ reason }) => reason !== COMPLAINT);
    if (!isBounce) tally.falseBounces++;
    differences.push(
      difference(
        file,
        finding.recipient ?? '',
        isBounce ? 'surplus recipient' : 'false bounce',
        isBounce ? 'not named' : 'no bounce',
        `${finding.verdict} ${finding.status}`,
        finding,
      ),
    );
  }
  for (const label of results) compareOne(file, label, findings, tally, differences);
  return { tally, differences };
}

function compareOne(
  file: string,
  label: Label,
  findings: readonly Explanation[],
  tally: Tally,
  differences: Difference[],
): void {
  const { recipient, reason, deliverystatus, hardbounce, action } = label;
  const isComplaint = reason === COMPLAINT;
  if (!isComplaint) tally.bounces++;
  const finding = findings.find((finding) => addressOf(finding) === recipient.toLowerCase());
  const note = (what: Difference['what'], theirs: string, ours: string): void => {
    differences.push(difference(file, recipient, what, theirs, ours, finding));
  };
  if (finding === undefined) {
    note('recipient', recipient, findings.map(({ recipient }) => recipient ?? 'none').join(', '));
    return;
  }
  tally.found++;
  if (isComplaint) {
    if (finding.kind !== 'complaint' || finding.rule !== label.feedbacktype)
      note('kind', `complaint ${label.feedbacktype}`, `${finding.kind} ${finding.rule}`);
    return;
  }
  const isFinal = finding.kind === 'bounce' || (action === 'delayed' && finding.kind === 'none');
  if (!isFinal) note('kind', `${action} ${reason}`, finding.kind);
  if (compareStatus(label, finding.status) === 'different')
    note('status', `${deliverystatus} ${reason}`, finding.status ?? 'none');
  else tally.status++;
  const verdict = hardbounce === 1 ? 'hard' : 'soft';
  if (finding.verdict === verdict) tally.verdict++;
  else note('verdict', `${verdict} ${reason}`, finding.verdict ?? 'none');
}

function addressOf({ recipient }: Explanation): string {
  return (recipient ?? '').toLowerCase();
}

/** Bounces of addresses that are not labelled. One that stands for an address that was not found is told of there. */
function surplusIn(findings: readonly Explanation[], labels: readonly Label[]): Explanation[] {
  const bounces = findings.filter(({ kind }) => kind === 'bounce');
  const labelled = new Set(labels.map(({ recipient }) => recipient.toLowerCase()));
  const found = new Set(findings.map(addressOf));
  const missing = [...labelled].filter((address) => !found.has(address)).length;
  return bounces.filter((finding) => !labelled.has(addressOf(finding))).slice(missing);
}

function difference(
  file: string,
  recipient: string,
  what: Difference['what'],
  theirs: string,
  ours: string,
  finding?: Explanation,
): Difference {
  return { file, recipient, what, theirs, ours, rule: finding?.rule ?? '' };
}
