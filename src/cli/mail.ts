import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { explain } from '../feedback/explanation.ts';
import { readFeedback } from '../feedback/read-feedback.ts';
import { FileUnusable } from './file-unusable.ts';

/** More than a message may have. */
const LONGEST = 64 * 1024 * 1024;

/** `chappe mail` */
export function registerMail(program: Command): void {
  const mail = program.command('mail').description('Look at messages that came back');
  mail
    .command('explain')
    .description('Tell what raw messages say, one line of JSON for each recipient')
    .argument('<file...>', 'messages as they arrived; - reads standard input')
    .action(explainFiles);
}

async function explainFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const raw = await read(file);
    for (const finding of await readFeedback(raw))
      process.stdout.write(`${JSON.stringify(explain(file, finding))}\n`);
  }
}

/** The beginning of a file, which is all that is looked at of longer ones. */
async function read(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const source = file === '-' ? process.stdin : (await open(file)).createReadStream();
    for await (const chunk of source) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= LONGEST) break;
    }
  } catch (error) {
    throw FileUnusable.from(file, 'cannot be read', error);
  }
  return Buffer.concat(chunks);
}
