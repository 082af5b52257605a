import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { explain, type Flaw } from '../events/model/explain.ts';
import { isDeeperThan } from '../events/model/nesting.ts';
import { requireUtf8 } from './charset.ts';
import { Problem } from './problem.ts';
import { decoded, forgetRest, readWhole } from './request-body.ts';
import { quoteShellDates } from './shell-dates.ts';

/** A body that is read whole: what it must be, and how large it may be. */
export type JsonBody<T> = {
  read(request: FastifyRequest): Promise<T>;
};

/** The errors of an operation that reads a body with `jsonBody`. */
export const JSON_BODY_ERRORS = [
  'invalid-body',
  'invalid-content',
  'body-too-large',
  'unsupported-type',
] as const;

/** No body that is understood is nested half as deep. */
const MOST_LEVELS = 50;

/**
 * The body of a request as JSON; undefined when it has none, as many clients that have nothing to say send none.
 */
async function readJson(request: FastifyRequest, maxBytes: number): Promise<unknown> {
  const sent = request.body instanceof Readable ? request.body : Readable.from([]);
  const body = decoded(sent, request.headers['content-encoding']);
  try {
    const text = await readWhole(body, maxBytes, `a body may have ${maxBytes} bytes`);
    if (text.trim() === '') return undefined;
    // Clients that send nothing often say what they would send, so the type counts only now.
    requireJson(request);
    requireUtf8(request);
    const value = parse(text);
    // Checked before anything walks the value by recursion, as handing it to a thread does.
    if (isDeeperThan(value, MOST_LEVELS)) {
      throw new Problem('invalid-body', `the body is nested deeper than ${MOST_LEVELS} levels`);
    }
    return value;
  } finally {
    forgetRest(sent, body);
  }
}

/**
 * Reads bodies that fit a schema. No body, and `null`, are read as an empty object.
 * @param types the only types that are taken; without them, all that are written like JSON.
 */
export function jsonBody<S extends TSchema>(
  schema: S,
  maxBytes: number,
  types?: readonly string[],
): JsonBody<Static<S>> {
  let validator: Validator | undefined;
  const fits = (value: unknown): value is Static<S> => {
    validator ??= Compile(schema);
    return validator.Check(value);
  };
  return {
    async read(request) {
      if (types !== undefined) requireType(request, types);
      const value = (await readJson(request, maxBytes)) ?? {};
      if (fits(value)) return value;
      const errors = essential(explain(schema, value)).map(({ pointer, message }) => ({ pointer, message }));
      const [first] = errors;
      const where = first?.pointer === '' ? 'the body' : `'${first?.pointer}'`;
      throw new Problem('invalid-content', `${where} ${first?.message}`, { errors });
    },
  };
}

/** What is said of a member that could have been left out: that it is not even that. */
const ASIDE = /^must (be null|be array|match a schema in anyOf)$/;

/** Leaves what is wrong itself; of the members around it, and of how else it could have been written, nothing is told. */
function essential(flaws: readonly Flaw[]): Flaw[] {
  return flaws.filter(
    ({ pointer, message }, index) =>
      !ASIDE.test(message) ||
      !flaws.some(
        (other, place) =>
          other.pointer.startsWith(`${pointer}/`) || (other.pointer === pointer && place < index),
      ),
  );
}

/** The media type of a body, without its parameters and in lower case. */
export function mediaTypeOf({ headers }: FastifyRequest): string | undefined {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase();
}

function requireType(request: FastifyRequest, types: readonly string[]): void {
  if (types.includes(mediaTypeOf(request) ?? '')) return;
  throw new Problem(
    'unsupported-type',
    `Content-Type must be ${types.map((type) => `'${type}'`).join(' or ')}`,
  );
}

function requireJson(request: FastifyRequest): void {
  const type = mediaTypeOf(request);
  if (type === undefined || type === 'application/json' || type === 'text/json') return;
  if (/^application\/(vnd\.[\w.+-]+|[\w.+-]+\+json)$/.test(type)) return;
  throw new Problem('unsupported-type', "Content-Type must be 'application/json'");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.includes('ISODate(')) {
      const quoted = quoteShellDates(text);
      if (quoted !== text) return parse(quoted);
    }
    throw new Problem(
      'invalid-body',
      `the body is no JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}
