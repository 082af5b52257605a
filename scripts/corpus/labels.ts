import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/** What the second opinion reads of one recipient. */
const Label = Type.Object({
  recipient: Type.String(),
  deliverystatus: Type.String({ description: 'Enhanced status code; `x.0.9xx` where the message has none' }),
  reason: Type.String(),
  hardbounce: Type.Union([Type.Literal(0), Type.Literal(1)]),
  action: Type.String({ description: 'As RFC 3464 has it; `delayed` for whatever took too long' }),
  feedbacktype: Type.String(),
});
export type Label = Static<typeof Label>;

/** A line of `expected.jsonl`: a message that is no bounce has no results. */
const LabelledFile = Type.Object({
  file: Type.String({ pattern: '^[\\w.-]+\\.eml$' }),
  results: Type.Array(Label),
});
type LabelledFile = Static<typeof LabelledFile>;

export type LabelledMessage = LabelledFile & { raw: Buffer };

/** The folder is not there, or not laid out as it must be; the message says how. */
export class CorpusUnusable extends Error {
  override readonly name = 'CorpusUnusable';
}

const LABELS = 'expected.jsonl';
/** Where the messages are in a folder that has other things too. */
const WITHIN = 'bounces';
const LAYOUT = `A corpus is a folder with raw messages, FAMILY-NUMBER.eml, and ${LABELS}, or has such a folder ${WITHIN}: for each message one line
{"file": "FAMILY-NUMBER.eml", "results": [{"recipient": "a@b.example", "deliverystatus": "5.1.1", "reason": "userunknown", "hardbounce": 1, "action": "failed", "feedbacktype": ""}]}
as the bounce parser Sisimai reads it, with no results for what is no bounce.`;

const validator = Compile(LabelledFile);

/** The labelled messages of a folder, or of its folder `bounces`, in the order of the labels. @throws CorpusUnusable */
export async function readCorpus(place: string): Promise<LabelledMessage[]> {
  const within = join(place, WITHIN);
  const folder = existsSync(join(within, LABELS)) ? within : place;
  const lines = (await contentOf(folder, LABELS)).toString('utf8').split('\n');
  const messages: LabelledMessage[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const label = labelIn(line, `${join(folder, LABELS)}, line ${index + 1}`);
    messages.push({ ...label, raw: await contentOf(folder, label.file) });
  }
  if (messages.length === 0) throw new CorpusUnusable(`${join(folder, LABELS)} has no line.\n${LAYOUT}`);
  return messages;
}

function labelIn(line: string, place: string): LabelledFile {
  try {
    const value: unknown = JSON.parse(line);
    if (validator.Check(value)) return value;
  } catch {
    // What is no JSON is told like what has another form.
  }
  throw new CorpusUnusable(`${place} is no label.\n${LAYOUT}`);
}

async function contentOf(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name);
  try {
    return await readFile(path);
  } catch {
    throw new CorpusUnusable(`${path} cannot be read.\n${LAYOUT}`);
  }
}

/** What kind of message a file is: its name without number and ending. */
export function familyOf(file: string): string {
  return file.replace(/(?:-\d+)?\.eml$/, '');
}
