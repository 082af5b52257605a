import type { FieldRule } from './field.ts';

/** Why something is refused; each kind is an error of the API. */
export type RefusalKind =
  /** What was sent is readable but does not say what it must. */
  | 'invalid-content'
  /** A value breaks a rule of its field. */
  | 'invalid-value'
  /** It cannot be told which contact is meant. */
  | 'unidentified-target'
  /** What the operation is about does not exist. */
  | 'not-found'
  /** Something that was named in what was sent does not exist. */
  | 'unknown-reference'
  /** A name or a unicity is taken. */
  | 'already-exists'
  /** The state of things does not allow it. */
  | 'conflict'
  /** What the operation is about was deleted. */
  | 'gone';

/** One place that is wrong. */
export type RefusedPlace = {
  /** JSON pointer into what was sent. */
  pointer?: string;
  /** The name of the field, and which of its rules was broken. */
  field?: string;
  rule?: FieldRule;
  message: string;
};

/** A refusal as it crosses from one thread to another. */
export type Refused = { kind: RefusalKind; message: string; places: readonly RefusedPlace[] };

/** Nothing was changed, for a reason that the caller can do something about. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly places: readonly RefusedPlace[];

  constructor(kind: RefusalKind, message: string, places: readonly RefusedPlace[] = []) {
    super(message);
    this.kind = kind;
    this.places = places;
  }

  static from({ kind, message, places }: Refused): Refusal {
    return new Refusal(kind, message, places);
  }

  get plain(): Refused {
    return { kind: this.kind, message: this.message, places: this.places };
  }
}

/** Refuses what was sent for one place in it. */
export function invalidContent(pointer: string, message: string): Refusal {
  const where = pointer === '' ? 'the body' : `'${pointer}'`;
  return new Refusal('invalid-content', `${where} ${message}`, [{ pointer, message }]);
}
