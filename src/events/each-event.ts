import type { EventLog, Framing, Query } from './log.ts';
import type { Event } from './model/event.ts';
import { validateEvent } from './model/validate.ts';

/** One line for each event: their JSON has no line breaks. */
const LINES: Framing = { open: '', between: '\n', close: '', closeEmpty: false };

/**
 * The matching events one after the other, for those who look into events and do not only pass them on. Holds one chunk of
 * the log at a time.
 *
 * @param mention A text that all wanted events have as JSON. Others are passed over at a fraction of what reading them costs.
 */
export async function* eachEvent(
  log: Pick<EventLog, 'read'>,
  query: Query,
  mention = '',
): AsyncGenerator<Event> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of log.read(query, LINES)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.includes(mention)) yield* eventIn(line);
  }
  if (rest !== '' && rest.includes(mention)) yield* eventIn(rest);
}

/** An event was valid when it was published. One of an older form that no longer is cannot be looked into. */
export function* eventIn(json: string): Generator<Event> {
  const { event } = validateEvent(JSON.parse(json));
  if (event !== undefined) yield event;
}
