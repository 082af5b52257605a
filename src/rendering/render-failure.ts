import type { Cancellation } from '../events/model/cancellation.ts';

/** Where in a template something is wrong; both count from 1. */
export type TemplatePlace = { line: number; column: number };

/** A template cannot be parsed or rendered. The message names the part, the place and the reason, and no values. */
export class RenderFailure extends Error {
  override readonly name = 'RenderFailure';
  /** The part of the message: `html`, `subject`, … */
  readonly part: string;
  readonly place: TemplatePlace | undefined;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(part: string, reason: string, place?: TemplatePlace, options?: ErrorOptions) {
    const where = place === undefined ? part : `${part}, line ${place.line}, column ${place.column}`;
    super(`${where}: ${reason}`, options);
    this.part = part;
    this.place = place;
    this.reason = reason;
  }
}

/** The cancellation of a message that could not be rendered. */
export function cancellationOf({ message }: RenderFailure): Cancellation {
  return { type: 'user defined policy', value: { type: 'render', message } };
}
