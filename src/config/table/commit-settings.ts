import { wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** How much one commit of the event log takes. */
export const COMMIT_SETTINGS = {
  memory: {
    env: 'CHAPPE_MEMORY',
    kind: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    default: 0,
    unit: 'bytes',
    meaning:
      'How much memory there is for the process; 0 is what the container or the machine has. With less than 4 GiB, commits and the pages kept in memory while events are stored are smaller in proportion, down to an eighth',
    change: 'When other programs need most of the memory of the machine.',
    since: '0.1.0',
  },
  maxCommitEvents: {
    env: 'CHAPPE_MAX_COMMIT_EVENTS',
    kind: wholeNumber(1, 1_000_000),
    default: 20_000,
    unit: 'events',
    meaning: 'How many events one commit of the event log takes at most',
    change: 'Lower it when other readers of the same disk wait too long during imports.',
    since: '0.1.0',
  },
  maxCommitBytes: {
    env: 'CHAPPE_MAX_COMMIT_BYTES',
    kind: wholeNumber(1024, 268_435_456),
    default: 16_777_216,
    unit: 'bytes',
    meaning:
      'How many bytes of events one commit of the event log takes at most, with 4 GiB of memory or more (see `CHAPPE_MEMORY`); a larger event is committed alone',
    change: 'Lower it when other readers of the same disk wait too long during imports.',
    since: '0.1.0',
  },
} as const satisfies Record<string, Setting>;
