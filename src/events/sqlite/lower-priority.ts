import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/** A third of the share of others. With much less it would hold the lock of a log for long while it waits for its turn. */
const NICENESS = 5;

/**
 * Lets this thread have less of the processor than others when there is not enough for all, where the system has
 * priorities of threads: on Linux.
 */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    // The link is that of the thread that reads it.
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, NICENESS);
  } catch {
    // Without /proc, or with a lower priority already, all goes on as it is.
  }
}
