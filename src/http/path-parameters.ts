import type { FastifyRequest } from 'fastify';
import { NumericId } from '../contacts/field.ts';
import { Refusal } from '../contacts/refusal.ts';
import type { Parameter } from './parameters.ts';
import { invalidParameter } from './problem.ts';

/** The parameters of a path that are whole numbers, as ids of most things are. */
export function numericParameter(name: string, description: string, example: number): Parameter {
  return { name, in: 'path', required: true, schema: NumericId, description, example };
}

/** The text of a path parameter. */
export function textOf({ params }: FastifyRequest, name = 'id'): string {
  const value: unknown = new Map(Object.entries(params ?? {})).get(name);
  return typeof value === 'string' ? value : '';
}

/** The whole number of a path parameter. Old clients write leading zeros. */
export function numberOf(request: FastifyRequest, name = 'id'): number {
  const id = readId(textOf(request, name));
  if (id !== undefined) return id;
  throw invalidParameter({ parameter: name, message: 'must be a whole number from 0 to 2147483647' });
}

/**
 * The id of a segment in a path. Some clients ask for pages of NP6 that are not here, such as `/segments/informations`:
 * what is no id names no segment.
 *
 * @throws Refusal
 */
export function segmentIdOf(request: FastifyRequest, name = 'id'): number {
  const text = textOf(request, name);
  const id = readId(text);
  if (id !== undefined) return id;
  throw new Refusal('not-found', `the account has no segment '${text.slice(0, 50)}'`);
}

function readId(text: string): number | undefined {
  const id = Number(text);
  return /^\d+$/.test(text) && id <= 2_147_483_647 ? id : undefined;
}
