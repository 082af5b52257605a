import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { bouncesPage } from './bounces-page.ts';
import { type Comparison, compare, type Difference } from './comparison.ts';
import { familyTable } from './family-table.ts';
import { FIGURES_FILE, figuresOf } from './figures.ts';
import { CorpusUnusable, readCorpus } from './labels.ts';

const PAGE = new URL('../../docs/bounces.md', import.meta.url);

/**
 * Compares what is read of a folder of labelled messages with their labels; with `--write-docs` it keeps the figures and writes
 * docs/bounces.md anew. Answers whether each difference is explained. @throws CorpusUnusable
 */
export async function runCorpus(args: string[], say: (line: string) => void): Promise<boolean> {
  const { folder, writeDocs } = optionsIn(args);
  const comparisons = new Map<string, Comparison>();
  for (const message of await readCorpus(folder)) comparisons.set(message.file, await compare(message));
  const { figures, unexplained } = figuresOf(comparisons);
  say(familyTable(figures.families));
  for (const { because, ...difference } of figures.differences) say(`${lineOf(difference)}: ${because}`);
  for (const difference of unexplained) say(`NOT EXPLAINED ${lineOf(difference)}`);
  if (unexplained.length > 0) {
    say(`${unexplained.length} differences have no explanation in scripts/corpus/explanations.ts.`);
    return false;
  }
  if (writeDocs) {
    await writeFile(FIGURES_FILE, `${JSON.stringify(figures, undefined, 2)}\n`);
    await writeFile(PAGE, bouncesPage(figures));
  }
  return true;
}

/** @throws CorpusUnusable */
function optionsIn(args: string[]): { folder: string; writeDocs: boolean } {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'write-docs': { type: 'boolean', default: false } },
    });
    const [folder, ...others] = positionals;
    if (folder !== undefined && others.length === 0) return { folder, writeDocs: values['write-docs'] };
  } catch {
    // An option that there is not is told like an argument too many.
  }
  throw new CorpusUnusable('say which folder to read: npm run corpus -- FOLDER [--write-docs]');
}

function lineOf({ file, recipient, what, theirs, ours, rule }: Omit<Difference, 'what'> & { what: string }) {
  return `${file} ${recipient}: ${what}: ${theirs} | ${ours}${rule === '' ? '' : ` (${rule})`}`;
}
