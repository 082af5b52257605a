import type { Bounce } from '../events/model/bounce.ts';
import { DETAILS, SUBJECTS } from '../events/model/rfc3463.ts';

/** The enhanced status code of a class that says what an analysis found, for reports that give none. */
export function codeOfAnalysis({ subject }: Bounce['analysis'], kind: string): string {
  const digit = Object.entries(SUBJECTS).find(([, name]) => name === subject.type)?.[0] ?? '0';
  if (!('detail' in subject) || subject.detail === undefined) return `${kind}.${digit}.0`;
  const names: readonly string[] = DETAILS[subject.type];
  return `${kind}.${digit}.${Math.max(names.indexOf(String(subject.detail.type)), 0)}`;
}
