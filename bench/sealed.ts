import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 1_000;
/** The sealer rests half a second between looks of its own. */
const QUIET_LOOKS = 6;
const EVENTS_PER_SECOND_AT_LEAST = 4_000;

/**
 * Waits until the server that serves a log has sealed what it will seal: until no block was made for some seconds.
 * Looks at the file itself, for the server does not tell. Returns how many blocks there are.
 */
export async function untilSealed(file: string, events: number): Promise<number> {
  const most = 60 + events / EVENTS_PER_SECOND_AT_LEAST;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const count = database.prepare('SELECT count(*) AS blocks FROM blocks');
    let last = -1;
    let quiet = 0;
    for (let seconds = 0; seconds < most; seconds++) {
      const blocks = Number(count.get()?.blocks);
      quiet = blocks === last ? quiet + 1 : 0;
      last = blocks;
      if (quiet >= QUIET_LOOKS) return blocks;
      await pause(LOOK_EVERY_MS);
    }
    throw new Error(`the log was still being sealed after ${most} seconds, at ${last} blocks`);
  } finally {
    database.close();
  }
}
