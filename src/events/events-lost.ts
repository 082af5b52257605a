import { LogUnusable, type Position } from './log.ts';

/** What to do about a log that lost events. */
export const ACCEPT_LOSS =
  "put a newer copy of it in its place, or go on without them by 'chappe events accept-loss'";

/**
 * What is wrong with a log that ends before a position that it had reached, in words that follow the name of its file.
 * @param end its last position, or how it comes that it has none.
 */
export function describeLoss(floor: Position, end: Position | 'missing' | 'empty'): string {
  const found = typeof end === 'number' ? `ends at position ${end}` : `is ${end}`;
  return `${found}, but had reached position ${floor}: events that were acknowledged are lost`;
}

/** A log ends before a position that it is known to have reached: its file is gone, was emptied, or is an older copy. */
export class EventsLost extends LogUnusable {
  constructor(file: string, floor: Position, end: Position | 'missing' | 'empty') {
    super(file, `${describeLoss(floor, end)}; ${ACCEPT_LOSS}`);
    this.name = 'EventsLost';
  }
}
