import Type, { type Static } from 'typebox';
import { Stamp } from '../../events/model/stamp.ts';
import type { TrackedLink } from '../tracked-link.ts';

const Source = Type.Enum(['html', 'text']);
const Label = Type.Optional(Type.String());

const Target = Type.Union([
  Type.Object({ type: Type.Enum(['open', 'trap']) }),
  Type.Object({
    type: Type.Literal('redirection'),
    destination: Type.String(),
    source: Source,
    label: Label,
  }),
  Type.Object({ type: Type.Enum(['mirror', 'unsubscribe']), source: Source, label: Label }),
  Type.Object({ type: Type.Literal('unsubscribe'), header: Type.Literal(true) }),
  Type.Object({ type: Type.Literal('form'), form: Type.String(), source: Source, label: Label }),
]);

/** Somebody, or something, followed a link. Everything that its verdict depends on, as it is kept until that is known. */
export const Hit = Type.Object({
  /** Of its event: publishing it again does nothing. */
  id: Type.String(),
  /** When it happened, in milliseconds since 1970-01-01T00:00:00Z. */
  at: Type.Integer(),
  method: Type.Enum(['GET', 'HEAD', 'POST']),
  /** The program said that nobody has asked for it yet. */
  prefetch: Type.Boolean(),
  /** Of whoever asked, as text. */
  ip: Type.Optional(Type.String()),
  agent: Type.String(),
  link: Type.Object({
    action: Type.String(),
    contact: Type.String(),
    of: Type.Enum(['message', 'campaign']),
    stamp: Stamp,
    sentAt: Type.Integer(),
    link: Target,
  }),
});
export type Hit = Omit<Static<typeof Hit>, 'link'> & { link: TrackedLink };
