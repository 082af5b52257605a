import { totalmem } from 'node:os';
import type { PublisherLimits } from '../events/publisher.ts';
import type { Settings } from './settings.ts';

/** A process that may use so many bytes stores events with all the memory that makes it faster. */
const AMPLE = 4 * 1024 ** 3;

/** Below an eighth, pages would be read from the file and written again for every few events. */
const LEAST = 1 / 8;

/**
 * What part of the usual memory is taken to store events: all on 4 GiB or more, less in proportion below.
 * @param memory bytes that the process may use; 0 for what the container or the machine has.
 */
export function memoryShare(memory = 0): number {
  return Math.min(1, Math.max(LEAST, (memory || available()) / AMPLE));
}

/** How much one commit takes, with that part of the memory. */
export function commitLimits({
  memory,
  maxCommitEvents,
  maxCommitBytes,
}: Pick<Settings, 'memory' | 'maxCommitEvents' | 'maxCommitBytes'>): PublisherLimits {
  return { maxCommitEvents, maxCommitBytes: Math.ceil(maxCommitBytes * memoryShare(memory)) };
}

function available(): number {
  // 0 where the system tells no limit, and a huge number where none is set.
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
