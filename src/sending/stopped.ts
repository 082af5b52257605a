import type { Cancellation } from '../events/model/cancellation.ts';

/** A message that cannot be sent, which trying again does not change. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly cancellation: Cancellation;

  constructor(cancellation: Cancellation) {
    super(cancellation.type);
    this.cancellation = cancellation;
  }
}

/** @param type what is wrong: `action`, `domain`, … */
export function failed(type: string, message: string): Stopped {
  return new Stopped({ type: 'delivery failure', value: { type, message } });
}
