import { hashUnicity } from '../events/facets.ts';
import type { Footprint } from '../events/model/receiver.ts';

/** The id that no contact has. */
export const NOBODY = '00000000';

/** The name of somebody who is no contact. */
export function nobodyAt(address: string): Footprint {
  return { type: 'footprint', id: NOBODY, unicity: address, hash: hashUnicity(address) };
}
