import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Parameter } from './parameters.ts';
import { invalidParameter } from './problem.ts';

const LONGEST = 255;

/** The header by which a client names a request: draft-ietf-httpapi-idempotency-key-header. */
export const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: Type.String({ minLength: 1, maxLength: LONGEST + 2 }),
  description: `Names the request, so that it may be repeated when its answer is lost: the repetition is answered as the first was, byte by byte, and sends nothing. Up to ${LONGEST} printable characters of ASCII, with or without the quotes of a structured field (RFC 9651), new for each request, such as a uuid. Remembered for a day, unless the server says otherwise; of a request that was refused it is not`,
  example: '"b1f2f3ac-5c8e-4f0e-9d0f-0d6f6f3b2a11"',
};

/** A string of a structured field: RFC 9651, section 3.3.3. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;
const BARE = /^(?!")[ -~]+$/;

/** The name that a request has; undefined when it has none. @throws Problem */
export function readIdempotencyKey({ headers, raw }: FastifyRequest): string | undefined {
  const text = headers['idempotency-key'];
  if (text === undefined) return undefined;
  const [value = '', ...others] = raw.headersDistinct['idempotency-key'] ?? [];
  if (others.length > 0) throw invalid('may be sent once');
  const quoted = QUOTED.exec(value)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const name = quoted ?? (BARE.test(value) ? value : '');
  if (name === '' || name.length > LONGEST) {
    throw invalid(
      `must have 1 to ${LONGEST} printable characters of ASCII; one that begins with a quote is a string of a structured field (RFC 9651)`,
    );
  }
  return name;
}

function invalid(message: string): Error {
  return invalidParameter({ parameter: IDEMPOTENCY_KEY.name, message });
}
