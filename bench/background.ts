import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Order } from './client.ts';

/** How long the others have been at it when the measured work begins. */
const HEAD_START_MS = 500;

/**
 * Does some work while others make the same request again and again, each from a process of its own. What they are
 * at when the work is done is broken off. Fails when one of them failed before that.
 */
export async function whileOthers<T>(
  client: Client,
  others: number,
  order: Order,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const { signal } = done;
  const repeat = async () => {
    while (!signal.aborted) {
      try {
        await client.transfer({ ...order, signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  };
  const loops = Array.from({ length: others }, repeat);
  const failure = Promise.all(loops).then(() => new Promise<never>(() => undefined));
  try {
    await Promise.race([pause(HEAD_START_MS), failure]);
    return await Promise.race([work(), failure]);
  } finally {
    done.abort();
    await Promise.allSettled(loops);
  }
}
