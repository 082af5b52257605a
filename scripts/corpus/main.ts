import { CorpusUnusable } from './labels.ts';
import { runCorpus } from './run.ts';

/** `npm run corpus -- FOLDER`: exits 1 when a difference has no explanation, and 2 when there is nothing to compare. */
try {
  const isExplained = await runCorpus(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
  process.exitCode = isExplained ? 0 : 1;
} catch (error) {
  if (!(error instanceof CorpusUnusable)) throw error;
  process.stderr.write(`corpus: ${error.message}\n`);
  process.exitCode = 2;
}
