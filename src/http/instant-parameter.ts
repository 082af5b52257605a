import type { FastifyRequest } from 'fastify';
import { parseInstant } from '../time/instant.ts';
import { invalidParameter } from './problem.ts';
import { queryOf, single } from './query-string.ts';

/** The instant that a parameter of the query names, in milliseconds since 1970; undefined when it is absent. @throws Problem */
export function instantIn(request: FastifyRequest, parameter: string): number | undefined {
  const text = single(queryOf(request.raw.url ?? ''), parameter);
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw invalidParameter({ parameter, message: 'must be an ISO 8601 date or milliseconds since 1970' });
  }
  return instant;
}
