import Type, { type TSchema } from 'typebox';
import type { EventType, Source } from './event-types.ts';
import { Identity } from './identity.ts';
import { Instant, Uuid } from './scalars.ts';

/** The schema of one event: the common envelope around the `detail` of one type and one source. */
export function event<T extends EventType, S extends Source, D extends TSchema>(
  type: T,
  source: S,
  detail: D,
) {
  return Type.Object({
    type: Type.Literal(type),
    id: Uuid,
    timestamp: Instant,
    identity: Identity,
    source: Type.Object({ type: Type.Literal(source), detail }),
  });
}
