import { createInterface } from 'node:readline/promises';
import { WrongUsage } from './failure.ts';

/** Where a person is asked: on standard error, so that standard output stays for data. */
export type Dialogue = {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
};

/** The person said no. */
export class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed';
}

/**
 * Lets something that cannot be undone go on only when it was confirmed, by `--yes` or by a person.
 *
 * @param question made only when there is someone to ask.
 * @throws WrongUsage when there is nobody to ask; NotConfirmed when the answer is not yes.
 */
export async function confirm(
  yes: boolean | undefined,
  question: () => Promise<string>,
  { input, output }: Dialogue = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (yes) return;
  if (!input.isTTY)
    throw new WrongUsage('this cannot be undone and there is no terminal to ask on; confirm it with --yes');
  const asked = await question();
  const dialogue = createInterface({ input, output });
  try {
    // Input that ends is an answer too: it is not yes.
    const ended = new Promise<string>((resolve) => dialogue.once('close', () => resolve('')));
    const answer = await Promise.race([dialogue.question(`${asked} [y/N] `), ended]);
    if (!/^y(es)?$/i.test(answer.trim())) throw new NotConfirmed('it was not confirmed; nothing was changed');
  } finally {
    dialogue.close();
  }
}
