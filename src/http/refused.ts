import type { Refusal } from '../contacts/refusal.ts';
import { Problem } from './problem.ts';

/** A refusal as an error of the API: each kind of refusal has the code of its name. */
export function refusedProblem({ kind, message, places }: Refusal): Problem {
  return new Problem(kind, message, places.length === 0 ? {} : { errors: [...places] });
}
