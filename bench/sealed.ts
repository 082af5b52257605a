import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 1_000;
/** The sealer rests half a second between looks of its own. */
const QUIET_LOOKS = 6;
const EVENTS_PER_SECOND_AT_LEAST = 4_000;

/**
 * Waits until the server that serves a log has counted all events and sealed what it will seal: until no block was made for some
 * seconds. Counting comes first, and may alone take longer than those.
 * Looks at the file itself, for the server does not tell. Returns how many blocks there are.
 */
export async function untilSealed(file: string, events: number): Promise<number> {
  const most = 60 + events / EVENTS_PER_SECOND_AT_LEAST;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const count = database.prepare(`
      SELECT (SELECT count(*) FROM blocks) AS blocks, log.head = tallied.position AS counted
      FROM log, tallied WHERE log.one = 1 AND tallied.one = 1`);
    let last = -1;
    let quiet = 0;
    for (let seconds = 0; seconds < most; seconds++) {
      const found = count.get();
      const blocks = Number(found?.blocks);
      quiet = found?.counted === 1 && blocks === last ? quiet + 1 : 0;
      last = blocks;
      if (quiet >= QUIET_LOOKS) return blocks;
      await pause(LOOK_EVERY_MS);
    }
    throw new Error(`the log was still being sealed after ${most} seconds, at ${last} blocks`);
  } finally {
    database.close();
  }
}

/** The last position of a log, which is the number of events of one that was filled once and never purged. */
export function headOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare('SELECT head FROM log WHERE one = 1').get()?.head);
  } finally {
    database.close();
  }
}
