import type { FirstAnswer, NamedRequest } from '../actions/first-answer.ts';
import type { NewSend, PRIORITIES, Send } from './send.ts';

/** How much waits in a queue. */
export type Backlog = {
  /** How many sends have not ended, by their priority. */
  waiting: Readonly<Record<keyof typeof PRIORITIES, number>>;
  /** When the send was due that is due for longest, or will be next; undefined when there is none. */
  oldestDue: number | undefined;
};

/** A first answer, and when it is forgotten, in milliseconds since 1970. */
export type KeptAnswer = FirstAnswer & { expires: number };

/**
 * What one account has to send.
 *
 * Promises of every implementation, checked by `queue.contract.ts`:
 * what is accepted or unfolded is on the disk before that resolves, and each call is carried out whole or not at all;
 * what ended or was put off outlives the process from then on, and a power cut soon after; the log is told of an end when
 * it is on the disk, so that it never tells of one that is undone;
 * a send is leased to one caller at a time; one that was leased when the process ended is due again at the next start;
 * events that are given along are brought to the event log in the order of the calls, once.
 */
export interface SendQueue {
  /**
   * Keeps sends, events that tell of them, and what the request for them is answered, if that is to be remembered.
   * @throws QueueFull when the disk has no room; nothing was kept then.
   */
  accept(sends: readonly NewSend[], events: readonly string[], answer?: KeptAnswer): Promise<void>;
  /** What was kept for a request of this name and has not expired. */
  answerTo(request: NamedRequest, now: number): FirstAnswer | undefined;
  /** Removes some hundred answers that have expired. Gives how many; 0 when there are none left. */
  forgetAnswers(now: number): Promise<number>;
  /** Sends that are due: the more urgent first, then those that have been due for longer. */
  lease(most: number, now: number): readonly Send[];
  /** Ends a leased send; the events tell how. */
  end(id: number, events: readonly string[]): Promise<void>;
  /** Puts others in the place of a leased send, which ends; the events tell of them. @throws QueueFull */
  unfold(id: number, sends: readonly NewSend[], events: readonly string[]): Promise<void>;
  /** Gives a leased send back, to be tried at some time. @param isTried whether it was tried in vain; true unless it is said. */
  putOff(id: number, due: number, isTried?: boolean): Promise<void>;
  /** Resolves when there was an attempt to bring the events of all that was accepted and ended so far to the log. */
  settled(): Promise<void>;
  /** When the first send is due that is not leased; undefined when there is none. */
  nextDue(): number | undefined;
  /** How many sends have not ended. */
  readonly size: number;
  backlog(): Backlog;
  /** How many events wait to be brought to the event log. */
  readonly eventsWaiting: number;
  /** Calls back after sends were accepted or put off, when there may be something to lease. */
  onWork(call: () => void): void;
}

/** The queues of all accounts, which share nothing. */
export interface SendQueues {
  /** The queue of an account, made when it does not exist. The same account gives the same queue. */
  of(account: string): SendQueue;
  /** Makes sure that a queue can be opened, if there is one, and keeps nothing open. @throws QueueUnusable */
  examine(account: string): void;
  /** Whether an account has something to send, or events of it to publish; keeps nothing open. @throws QueueUnusable */
  hasWork(account: string): boolean;
  /** Goes to the one who writes and back, in its turn, and changes nothing. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** The disk is full: nothing was kept. */
export class QueueFull extends Error {
  constructor(options?: ErrorOptions) {
    super('the disk that holds messages is full', options);
    this.name = 'QueueFull';
  }
}

/** A file of messages to be sent cannot be used: damaged, or written by a newer version. */
export class QueueUnusable extends Error {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} ${reason}`, options);
    this.name = 'QueueUnusable';
    this.file = file;
  }
}
