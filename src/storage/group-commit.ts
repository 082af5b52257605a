import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Waiting } from '../contacts/outbox.ts';
import { isFull } from '../sqlite/sqlite-error.ts';
import { NotOnDisk } from '../sqlite/wal-file.ts';
import type { Request, Response } from './asked-thread.ts';

/** What came of works that were carried out together. */
export type Commit<Outcome> = {
  /** Of each work, in their order. */
  outcomes: readonly Outcome[];
  events: readonly Waiting[];
  /** It outlives the process, and a power cut only after a `sync` or a later commit that is on the disk. */
  isUnsynced?: boolean;
};

/** One that writes a file of an account. */
export interface FileWriter<Work, Outcome> {
  /** Carries out all works in one commit, or none. @throws when it cannot be committed. */
  write(works: readonly Work[]): Commit<Outcome>;
  /** Takes published events out of the outbox; they may come back after a crash, and publishing them again does nothing. */
  forgetEvents?(upTo: number): void;
  /** Waits until all commits are on the disk. Only those need it that leave commits unsynced. */
  sync?(): void;
  close(): void;
}

export type GroupCommitParts<Work, Outcome> = {
  open: (file: string) => FileWriter<Work, Outcome>;
  /** Whether a work is carried out by itself, and not in one commit with others. */
  isAlone?: (work: Work) => boolean;
  /** How many requests are taken at once: so long the last of them waits for the first. */
  most?: number;
};

/**
 * How long commits that need not wait for the disk are on their way there, in milliseconds: what a power cut may undo.
 * A disk that takes ten milliseconds is waited for a tenth of the time then.
 */
const SYNC_AFTER = 100;

type Write<Work> = Extract<Request<Work>, { do: 'write' }>;

type Opened<Work, Outcome> = {
  writer: FileWriter<Work, Outcome>;
  /** Events of commits that may not be on the disk yet. The log shall not tell what a power cut undoes. */
  held: Waiting[];
  clock: NodeJS.Timeout | undefined;
  /**
   * Set when nobody knows what of the file is on the disk. Nothing is written to it any more, above all no event is
   * forgotten: what there is of the commit is in the outbox, and found at the next start.
   */
  lost?: NotOnDisk;
};

/**
 * The side of a thread that writes files of accounts. SQLite waits for the disk while it commits; here that wait holds up
 * nobody else. What was asked during one commit is taken together into the next one.
 */
export function commitInGroups<Work, Outcome>(
  port: MessagePort,
  parts: GroupCommitParts<Work, Outcome>,
): void {
  const most = parts.most ?? 1000;
  const service = new GroupCommit(port, parts);
  port.on('message', (first: readonly Request<Work>[]) => {
    const requests = [...first];
    while (requests.length < most) {
      const next: { message: readonly Request<Work>[] } | undefined = receiveMessageOnPort(port);
      if (next === undefined) break;
      requests.push(...next.message);
    }
    service.serve(requests);
  });
}

class GroupCommit<Work, Outcome> {
  readonly #port: MessagePort;
  readonly #parts: GroupCommitParts<Work, Outcome>;
  readonly #files = new Map<string, Opened<Work, Outcome>>();

  constructor(port: MessagePort, parts: GroupCommitParts<Work, Outcome>) {
    this.#port = port;
    this.#parts = parts;
  }

  serve(requests: readonly Request<Work>[]): void {
    const published = new Map<string, number>();
    for (const request of requests) if (request.do === 'forget') published.set(request.file, request.upTo);
    const writes = Map.groupBy(requests.filter(isWrite), ({ file }) => file);
    for (const [file, ofFile] of writes)
      for (const group of this.#groupsOf(ofFile)) this.#post(this.#write(file, group));
    for (const [file, upTo] of published) this.#forgetEvents(file, upTo);
    for (const request of requests) {
      if (request.do === 'sync') this.#sync(request.file);
      if (request.do === 'close') this.#close();
      if (request.do === 'probe') this.#post(this.#examine(request.call));
      if (request.do === 'sync' || request.do === 'close')
        this.#post({ file: '', calls: [request.call], outcomes: [], events: [] });
    }
  }

  #groupsOf(writes: readonly Write<Work>[]): Write<Work>[][] {
    const { isAlone } = this.#parts;
    const groups: Write<Work>[][] = [];
    let open: Write<Work>[] | undefined;
    for (const write of writes) {
      const alone = isAlone?.(write.work) === true;
      if (open !== undefined && !alone) {
        open.push(write);
        continue;
      }
      const group = [write];
      groups.push(group);
      open = alone ? undefined : group;
    }
    return groups;
  }

  #write(file: string, writes: readonly Write<Work>[]): Response<Outcome> {
    const calls = writes.map(({ call }) => call);
    try {
      const opened = this.#open(file);
      if (opened.lost !== undefined) throw opened.lost;
      const { outcomes, events, isUnsynced } = opened.writer.write(writes.map(({ work }) => work));
      for (const event of events) opened.held.push(event);
      if (isUnsynced !== true) return { file, calls, outcomes, events: takeHeld(opened) };
      opened.clock ??= setTimeout(() => this.#sync(file), SYNC_AFTER);
      return { file, calls, outcomes, events: [] };
    } catch (error) {
      this.#noteLoss(file, error);
      return { file, calls, outcomes: [], events: [], failure: { full: isFull(error), error } };
    }
  }

  #noteLoss(file: string, error: unknown): void {
    const opened = this.#files.get(file);
    if (opened !== undefined && error instanceof NotOnDisk) opened.lost = error;
  }

  /** Tells of a file that nothing is written to any more: whoever wrote to it last need not have been told. */
  #examine(call: number): Response<Outcome> {
    const answer = { file: '', calls: [call], outcomes: [], events: [] };
    for (const { lost } of this.#files.values())
      if (lost !== undefined) return { ...answer, failure: { full: false, error: lost } };
    return answer;
  }

  /** What could not be forgotten is published again after the next start, which does nothing. */
  #forgetEvents(file: string, upTo: number): void {
    try {
      const { lost, writer } = this.#open(file);
      if (lost === undefined) writer.forgetEvents?.(upTo);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }

  /** Brings commits to the disk, and hands their events over. That needs no room there. */
  #sync(file: string): void {
    const opened = this.#files.get(file);
    // A commit that waited for the disk may have come in between.
    if (opened?.clock === undefined || opened.lost !== undefined) return;
    try {
      opened.writer.sync?.();
    } catch (error) {
      if (!(error instanceof NotOnDisk)) throw error;
      opened.lost = error;
      return;
    }
    const events = takeHeld(opened);
    if (events.length > 0) this.#post({ file, calls: [], outcomes: [], events });
  }

  #open(file: string): Opened<Work, Outcome> {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const opened: Opened<Work, Outcome> = { writer: this.#parts.open(file), held: [], clock: undefined };
    this.#files.set(file, opened);
    return opened;
  }

  /** Events that are held are in the outbox, and published after the next start. */
  #close(): void {
    for (const { writer, clock } of this.#files.values()) {
      clearTimeout(clock);
      writer.close();
    }
    this.#files.clear();
  }

  #post(response: Response<Outcome>): void {
    this.#port.postMessage(response);
  }
}

function isWrite<Work>(request: Request<Work>): request is Write<Work> {
  return request.do === 'write';
}

/** All of them are on the disk now. */
function takeHeld<Work, Outcome>(opened: Opened<Work, Outcome>): Waiting[] {
  clearTimeout(opened.clock);
  opened.clock = undefined;
  return opened.held.splice(0);
}
