import type { Complaint } from './health.ts';

/** What is written beside what is answered or sent, for all accounts by one thread. */
export type Kept = {
  /** Goes to the one who writes and back. */
  probe(): Promise<void>;
};

/** Whether hits can be written. When not, links are answered all the same, but nobody learns who followed them. */
export function examineHits(hits: Kept): Promise<Complaint | undefined> {
  return examine(hits, 'hits cannot be written: links are answered, but who follows them is lost');
}

/** Whether messages can be archived. When not, they leave all the same. */
export function examineArchives(archives: Kept): Promise<Complaint | undefined> {
  return examine(archives, 'messages cannot be archived: they leave, but are not kept');
}

async function examine(kept: Kept, reason: string): Promise<Complaint | undefined> {
  try {
    await kept.probe();
    return undefined;
  } catch (cause) {
    return { status: 'degraded', reason, cause };
  }
}
