import type { Result } from './measure.ts';
import { groupsOf, HEAD, VERDICT_HEAD, verdictRow } from './report.ts';
import { formatTable } from './table.ts';
import type { Verdict } from './target.ts';

/** The medians of all runs for a terminal, each scenario with its contenders below it. */
export function reportTable(results: readonly Result[]): string {
  const rows = groupsOf(results).flatMap(({ title, rows }) => [
    [title],
    ...rows.map(([name = '', ...cells]) => [`  ${name}`, ...cells]),
  ]);
  return formatTable(HEAD, rows);
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  return formatTable(VERDICT_HEAD, verdicts.map(verdictRow));
}
