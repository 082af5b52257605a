import type { FastifyRequest } from 'fastify';
import { NumericId } from '../contacts/field.ts';
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
  const text = textOf(request, name);
  const id = Number(text);
  if (!/^\d+$/.test(text) || id > 2_147_483_647) {
    throw invalidParameter({ parameter: name, message: 'must be a whole number from 0 to 2147483647' });
  }
  return id;
}
