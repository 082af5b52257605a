import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { EventLog, Framing } from '../events/log.ts';
import { Stamp } from '../events/model/stamp.ts';
import type { LatestActivation } from './older-links.ts';

/** How many messages of a contact are looked at, the newest first. */
const MOST_MESSAGES = 1000;

const LINES: Framing = { open: '', between: '\n', close: '\n', closeEmpty: false };

const Activation = Compile(
  Type.Object({
    timestamp: Type.Integer(),
    source: Type.Object({
      detail: Type.Object({
        activation: Type.Object({ id: Type.String(), kind: Type.String(), stamp: Stamp }),
      }),
    }),
  }),
);

/** The last message of an action to a contact, as its activation tells; undefined when none left, or long ago. */
export async function latestActivation(
  log: Pick<EventLog, 'head' | 'read'>,
  action: string,
  contact: string,
): Promise<LatestActivation | undefined> {
  const activations = log.read(
    {
      scope: { of: 'contact', id: contact },
      types: ['activation'],
      robots: 'shown',
      after: 0,
      upTo: log.head(),
      sort: 'desc',
    },
    LINES,
  );
  let looked = 0;
  for await (const line of linesOf(activations)) {
    if (++looked > MOST_MESSAGES) return undefined;
    const { timestamp, source } = Activation.Parse(JSON.parse(line));
    const { id, kind, stamp } = source.detail.activation;
    if (id === action) return { of: kind === 'campaign' ? 'campaign' : 'message', stamp, sentAt: timestamp };
  }
  return undefined;
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
