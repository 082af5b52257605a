import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Comparison, type Difference, NOTHING, type Tally } from './comparison.ts';
import { explanationOf } from './explanations.ts';
import { familyOf } from './labels.ts';

const Count = Type.Integer({ minimum: 0 });

/** What a comparison came to, as it is kept for `docs/bounces.md`. */
const Figures = Type.Object({
  families: Type.Array(
    Type.Object({
      family: Type.String(),
      messages: Count,
      recipients: Count,
      found: Count,
      bounces: Count,
      status: Count,
      verdict: Count,
      falseBounces: Count,
      crashes: Count,
    }),
  ),
  differences: Type.Array(
    Type.Object({
      file: Type.String(),
      recipient: Type.String(),
      what: Type.String(),
      theirs: Type.String(),
      ours: Type.String(),
      rule: Type.String(),
      because: Type.String({ minLength: 1 }),
    }),
  ),
});
export type Figures = Static<typeof Figures>;

export const FIGURES_FILE = new URL('figures.json', import.meta.url);

const validator = Compile(Figures);

/** The figures of the last comparison that was written. */
export function keptFigures(): Figures {
  const value: unknown = JSON.parse(readFileSync(FIGURES_FILE, 'utf8'));
  if (validator.Check(value)) return value;
  throw new Error('scripts/corpus/figures.json is damaged: write it anew with `npm run corpus`');
}

/** Adds up comparisons by family. Differences that nobody explained are told apart. */
export function figuresOf(comparisons: ReadonlyMap<string, Comparison>): {
  figures: Figures;
  unexplained: Difference[];
} {
  const families = new Map<string, Tally>();
  for (const [file, { tally }] of comparisons) {
    const family = familyOf(file);
    families.set(family, sumOf([families.get(family) ?? NOTHING, tally]));
  }
  const differences: Figures['differences'] = [];
  const unexplained: Difference[] = [];
  for (const difference of [...comparisons.values()].flatMap((comparison) => comparison.differences)) {
    const because = explanationOf(difference);
    if (because === undefined) unexplained.push(difference);
    else differences.push({ ...difference, because });
  }
  const rows = [...families].map(([family, tally]) => ({ family, ...tally }));
  return { figures: { families: rows, differences }, unexplained };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      messages: all.messages + one.messages,
      recipients: all.recipients + one.recipients,
      found: all.found + one.found,
      bounces: all.bounces + one.bounces,
      status: all.status + one.status,
      verdict: all.verdict + one.verdict,
      falseBounces: all.falseBounces + one.falseBounces,
      crashes: all.crashes + one.crashes,
    }),
    NOTHING,
  );
}
