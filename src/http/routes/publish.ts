import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Intake, InvalidEvent } from '../../events/intake.ts';
import { type Entry, LogFull } from '../../events/log.ts';
import { EXAMPLE_EVENTS } from '../../events/model/examples.ts';
import type { Flaw } from '../../events/model/explain.ts';
import { prepare, type Terms } from '../../events/publication.ts';
import type { Publisher, Receipt } from '../../events/publisher.ts';
import { longestText, splitLines, TooLong } from '../../events/splitting.ts';
import type { Meter } from '../../metrics/meter.ts';
import { requireUtf8 } from '../charset.ts';
import { mediaTypeOf } from '../json-body.ts';
import { Problem, type ProblemItem } from '../problem.ts';
import { bytesOf, decoded, forgetRest, readWhole } from '../request-body.ts';
import type { KeyedRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { eventSchemas } from './feed-examples.ts';

export type PublishLimits = { maxEventBytes: number; maxArrayBytes: number };

/** How many wrong events of one array are told. */
const MOST_WRONG_EVENTS = 10;

const ReceiptSchema = Type.Object({
  accepted: Type.Integer({ minimum: 0, description: 'Events that are new in the log' }),
  duplicates: Type.Integer({ minimum: 0, description: 'Events that were there already, by their id' }),
  position: Type.Integer({ minimum: 0, description: 'Position that the log had reached with them' }),
});

const AnyEvent = Type.Union(
  [...eventSchemas().keys()].map((name) => Type.Ref(`#/components/schemas/${name}`)),
  {
    description: 'An event; `id`, `timestamp` and `identity` may be absent and are made then',
  },
);

/** `POST /events`: Chappe's own way in. NP6 has none, because there only the platform itself makes events. */
export function publishRoute(services: Services, limits: PublishLimits): KeyedRoute {
  const [example] = EXAMPLE_EVENTS;
  return {
    method: 'POST',
    path: '/events',
    operationId: 'publishEvents',
    section: 'Publishing',
    summary: 'Publish events',
    description:
      'Stores events durably and answers when they are on disk. Publishing an event whose `id` is in the log already does nothing and counts as a duplicate, so a request can safely be repeated. An array is stored whole or not at all; NDJSON may be of any length and is stored as it arrives.',
    parameters: [],
    body: {
      description:
        'One event, an array of events, or one event a line. `Content-Encoding` may be gzip or zstd',
      content: {
        'application/json': { schema: Type.Union([AnyEvent, Type.Array(AnyEvent)]), example },
        'application/x-ndjson': { schema: AnyEvent, example, description: 'One event a line' },
      },
    },
    answer: {
      description: 'All events are stored',
      content: {
        'application/json': {
          schema: ReceiptSchema,
          example: { accepted: 2, duplicates: 0, position: 20_002 },
        },
      },
    },
    errors: ['invalid-body', 'invalid-event', 'body-too-large', 'unsupported-type', 'disk-full'],
    permission: 'events:write',
    handle: async (request, _reply, key) => {
      const publisher = services.publisherOf(key);
      const identity = { type: 'customer' as const, ...key.account };
      const terms: Terms = { identity, maxEventBytes: limits.maxEventBytes, now: () => services.now() };
      const sent = bodyOf(request);
      const body = decoded(sent, request.headers['content-encoding']);
      try {
        const lines = isLines(request);
        requireUtf8(request);
        return lines
          ? await publishLines(body, publisher, terms, services.meter)
          : await publishArray(await readArray(body, limits.maxArrayBytes), publisher, terms, services.meter);
      } finally {
        forgetRest(sent, body);
      }
    },
  };
}

function bodyOf({ body }: FastifyRequest): Readable {
  return body instanceof Readable ? body : Readable.from([]);
}

function readArray(body: Readable, maxBytes: number): Promise<string> {
  return readWhole(
    body,
    maxBytes,
    `an array of events may have ${maxBytes} bytes; publish more as application/x-ndjson, one event a line`,
  );
}

function isLines(request: FastifyRequest): boolean {
  switch (mediaTypeOf(request)) {
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
      return true;
    case 'application/json':
      return false;
    default:
      throw new Problem(
        'unsupported-type',
        "Content-Type must be 'application/json' or 'application/x-ndjson'",
      );
  }
}

async function publishArray(
  text: string,
  publisher: Publisher,
  terms: Terms,
  meter: Meter,
): Promise<Receipt> {
  const value = parse(text);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const entries: Entry[] = [];
  const errors: ProblemItem[] = [];
  let wrong = 0;
  values.forEach((item, index) => {
    const { entry, flaws } = prepare(item, terms);
    if (entry !== undefined) entries.push(entry);
    if (flaws === undefined) return;
    wrong += 1;
    if (wrong <= MOST_WRONG_EVENTS) errors.push(...itemsOf(index, flaws));
  });
  if (wrong > 0) {
    meter.count('chappe_events_published_total', { result: 'invalid' }, wrong);
    const [first] = errors;
    throw new Problem(
      'invalid-event',
      `${wrong} of ${values.length} events cannot be published; ${sayItem(first)}. Nothing was stored`,
      {
        errors,
      },
    );
  }
  return publisher.publish(entries);
}

async function publishLines(
  body: Readable,
  publisher: Publisher,
  terms: Terms,
  meter: Meter,
): Promise<Receipt> {
  const intake = new Intake(publisher, terms);
  try {
    for await (const lines of splitLines(bytesOf(body), longestText(terms.maxEventBytes))) {
      for (const line of lines) intake.offer(line);
      await intake.room();
    }
    return await intake.settle();
  } catch (error) {
    if (error instanceof InvalidEvent) meter.count('chappe_events_published_total', { result: 'invalid' });
    throw await partial(error, intake);
  }
}

/** What went wrong in the middle of a stream, with how far it got. */
async function partial(error: unknown, intake: Intake): Promise<unknown> {
  if (error instanceof LogFull) {
    await intake.settle().catch(() => undefined);
    return new Problem('disk-full', error.message, intake.receipt);
  }
  const problem = problemOf(error, intake.seen);
  if (problem === undefined) return error;
  const receipt = await intake.settle();
  const before = receipt.accepted + receipt.duplicates;
  return new Problem(problem.code, `${problem.message}. The ${before} events before it are stored`, {
    ...problem.more,
    ...receipt,
  });
}

/** What to tell, of the event with this index if it is one whose end was not reached. */
function problemOf(error: unknown, index: number): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof TooLong) return new Problem('body-too-large', `event ${index} ${error.message}`);
  if (error instanceof InvalidEvent) {
    return new Problem('invalid-event', error.message, { errors: itemsOf(error.index, error.flaws) });
  }
  return undefined;
}

function itemsOf(index: number, flaws: readonly Flaw[]): ProblemItem[] {
  return flaws.map(({ pointer, message }) => ({ index, pointer, message }));
}

function sayItem(item: ProblemItem | undefined): string {
  if (item === undefined) return 'an event cannot be published';
  return `event ${item.index}${item.pointer === '' ? '' : ` at ${item.pointer}`} ${item.message}`;
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new Problem('invalid-body', 'the body is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('invalid-body', `the body is no JSON: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
