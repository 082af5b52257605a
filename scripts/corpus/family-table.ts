import type { Tally } from './comparison.ts';
import { sumOf } from './figures.ts';

type FamilyRow = Tally & { family: string };

/** A table in Markdown: a line for each family, and one for all. */
export function familyTable(rows: readonly FamilyRow[]): string {
  return [
    '| family | messages | recipients found | status | hard or soft | false bounces | crashes |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows.map(lineOf),
    lineOf({ family: '**all**', ...sumOf(rows) }),
  ].join('\n');
}

function lineOf({ family, ...tally }: FamilyRow): string {
  const { messages, recipients, found, bounces, status, verdict, falseBounces, crashes } = tally;
  const shares = [shareOf(found, recipients), shareOf(status, bounces), shareOf(verdict, bounces)];
  return `| ${family} | ${messages} | ${shares.join(' | ')} | ${falseBounces} | ${crashes} |`;
}

function shareOf(some: number, all: number): string {
  return all === 0 ? '' : `${some} of ${all} (${((100 * some) / all).toFixed(1)} %)`;
}
