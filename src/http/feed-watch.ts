import type { ServerResponse } from 'node:http';
import type { Meter } from '../metrics/meter.ts';

/** Counts that the answer of a feed begins, and, when it ends, through whom. Tell it when the server failed. */
export function watchFeed(raw: ServerResponse, meter: Meter): { failed(): void } {
  meter.count('chappe_feed_answers_begun_total', {});
  const { socket } = raw;
  let cause: 'client' | 'stalled' | 'server' = 'client';
  // On the connection and not on the answer: with a listener there, Node would no longer close what stalls.
  const stalled = () => {
    cause = 'stalled';
  };
  socket?.once('timeout', stalled);
  const ended = () => {
    socket?.off('timeout', stalled);
    meter.count('chappe_feed_answers_ended_total', { end: raw.writableFinished ? 'whole' : cause });
  };
  // The client may be gone before there was anything to send.
  if (raw.closed) ended();
  else raw.once('close', ended);
  return {
    failed() {
      cause = 'server';
    },
  };
}
