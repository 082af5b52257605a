import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** Asks that a request tells whether it has a body, as NP6 does where something leaves by it. */
export function requireLength({ headers }: FastifyRequest): void {
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return;
  throw new Problem('length-required', 'send Content-Length; without a body it is 0');
}
