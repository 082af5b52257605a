import type { Delivery } from '../delivery/email-transport.ts';
import type { Event } from '../events/model/event.ts';
import type { EventType } from '../events/model/event-types.ts';
import type { Asked } from './ask-page.ts';
import type { Finding } from './canary.ts';
import { CANARY_DESTINATION } from './canary-message.ts';
import { type CanaryPart, isAmiss } from './canary-parts.ts';
import type { Sighting } from './canary-witness.ts';

/** The path that a canary goes: what it is handed to, and where it is looked for. */
export type CanaryPath = {
  /** Takes the message into the queue, durably. */
  accept(): Promise<void>;
  /** What was seen of the message on its way. */
  sighting(): Sighting;
  /** An event of the message that is in the log. */
  event(types: readonly EventType[], isWanted: (event: Event) => boolean): Promise<Event | undefined>;
  ask(url: string, patience: number): Promise<Asked>;
  /** Brings a report to the return path; undefined when nothing takes mail that comes back. */
  report(returnPath: string): Promise<Delivery> | undefined;
  /** Whether messages of the account are only kept as files. */
  isCaptured(): Promise<boolean>;
  /** How long hits wait for their verdict, in milliseconds. */
  hitWindow: number;
  now(): number;
  /** Waits a moment, before it is looked again. */
  pause(): Promise<void>;
};

type Result = Omit<Finding, 'part' | 'seconds'>;

const OK: Result = { state: 'ok' };

/** One run: sends the message, and looks after it part by part. */
export class CanaryRun {
  readonly #path: CanaryPath;
  readonly #patience: number;
  readonly #tell: (finding: Finding) => Promise<void>;

  /**
   * @param patience how long each part may take, in milliseconds.
   * @param tell told of each part as soon as it is known.
   */
  constructor(path: CanaryPath, patience: number, tell: (finding: Finding) => Promise<void>) {
    this.#path = path;
    this.#patience = patience;
    this.#tell = tell;
  }

  /** Goes the path. What comes after a part that is not in order is skipped, as long as it needs that part. */
  async go(): Promise<void> {
    if (!(await this.#examine('queued', () => this.#queued())))
      return this.#skip('left', 'link', 'unsubscribe', 'return');
    if (!(await this.#examine('left', () => this.#left())))
      return this.#skip('link', 'unsubscribe', 'return');
    await Promise.all([
      this.#examine('link', () => this.#link()),
      this.#examine('unsubscribe', () => this.#unsubscribe()),
      this.#examine('return', () => this.#return()),
    ]);
  }

  async #examine(part: CanaryPart, look: () => Promise<Result>): Promise<boolean> {
    const begun = this.#path.now();
    const result = await look();
    const seconds = (this.#path.now() - begun) / 1000;
    await this.#tell({ part, ...result, ...(result.state !== 'not set up' && { seconds }) });
    return !isAmiss(result);
  }

  async #skip(...parts: readonly CanaryPart[]): Promise<void> {
    for (const part of parts) await this.#tell({ part, state: 'skipped' });
  }

  async #queued(): Promise<Result> {
    try {
      await this.#path.accept();
      return OK;
    } catch (error) {
      return broken(
        `the message was not accepted: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async #left(): Promise<Result> {
    const { event, sighting, isCaptured } = this.#path;
    const found = await this.#await(() => event(['activation', 'cancellation'], () => true));
    const { delivery } = sighting();
    if (delivery !== undefined && delivery.outcome !== 'accepted')
      return untaken(delivery, 'the message', "check the sender ('chappe sender list') and the address");
    if (found?.type === 'cancellation') return broken(`the message was cancelled: ${cancellationOf(found)}`);
    if (found === undefined) {
      const word = `no activation came into the log within ${this.#patience / 1000} seconds`;
      return broken(
        delivery === undefined
          ? `${word}, and the message was offered to no server: see chappe_sends_waiting, and whether messages are held ('chappe sends held')`
          : `${word}, though a server took the message: see the part sending of /health`,
      );
    }
    if (!(await isCaptured())) return OK;
    const reason =
      "the account has no sender, and its messages are kept as files: add one with 'chappe sender add'";
    return { state: 'not set up', reason };
  }

  async #link(): Promise<Result> {
    const { ask, event, hitWindow } = this.#path;
    const { link } = this.#path.sighting();
    if (link === undefined || !/\/t\/[^/]+$/.test(link)) return broken('the message has no tracked link');
    const asked = await ask(link, this.#patience);
    const trouble = troubleOf(link, asked);
    if (trouble !== undefined) return broken(trouble);
    if (asked.outcome !== 'answered' || asked.status !== 302 || asked.location !== CANARY_DESTINATION)
      return broken(`${hostOf(link)} answered the tracked link otherwise than Chappe does: ${ADVICE}`);
    const hit = await this.#await(
      () =>
        event(
          ['hit'],
          ({ type, source }) =>
            type === 'hit' && 'link' in source.detail && source.detail.link.type === 'redirection',
        ),
      hitWindow,
    );
    if (hit === undefined)
      return broken(
        'the link answered, and no hit of it came into the log: see chappe_hits_waiting and chappe_hits_lost_total',
      );
    return OK;
  }

  async #unsubscribe(): Promise<Result> {
    const { unsubscribe } = this.#path.sighting();
    if (unsubscribe === undefined) return broken('the message has no link to unsubscribe');
    const asked = await this.#path.ask(unsubscribe, this.#patience);
    const trouble = troubleOf(unsubscribe, asked);
    if (trouble !== undefined) return broken(trouble);
    const isPage = asked.outcome === 'answered' && asked.status === 200 && asked.type.startsWith('text/html');
    return isPage ? OK : broken(`${hostOf(unsubscribe)} showed no page to unsubscribe: ${ADVICE}`);
  }

  async #return(): Promise<Result> {
    const { returnPath } = this.#path.sighting();
    if (returnPath === undefined) return broken('the message has no return path');
    const bringing = this.#path.report(returnPath);
    if (bringing === undefined) {
      const reason =
        'nothing takes mail that comes back by SMTP here: set CHAPPE_INBOUND_PORT, or say by CHAPPE_CANARY_RETURN where a report is brought to';
      return { state: 'not set up', reason };
    }
    const delivery = await bringing;
    if (delivery.outcome !== 'accepted')
      return untaken(
        delivery,
        `a report to ${returnPath}`,
        'check CHAPPE_INBOUND_PORT, what is in front of it, and the MX of the return path',
      );
    const bounce = await this.#await(() => this.#path.event(['bounce'], () => true));
    if (bounce !== undefined) return OK;
    return broken(
      `${delivery.server} took a report, and no bounce came into the log within ${this.#patience / 1000} seconds: see whether that server brings it to Chappe, chappe_inbound_waiting and chappe_feedback_total`,
    );
  }

  /** What is looked for, once it is there; undefined when it does not come in time. */
  async #await<T>(look: () => Promise<T | undefined>, longer = 0): Promise<T | undefined> {
    const { now, pause } = this.#path;
    const end = now() + this.#patience + longer;
    for (;;) {
      const found = await look();
      if (found !== undefined || now() >= end) return found;
      await pause();
    }
  }
}

const ADVICE = 'check CHAPPE_TRACKING_URL and the proxy';

function broken(reason: string): Result {
  return { state: 'broken', reason };
}

function hostOf(url: string): string {
  return `the tracking host ${new URL(url).host}`;
}

/** What is wrong with how an address of ours was answered; undefined when it may be right. */
function troubleOf(url: string, asked: Asked): string | undefined {
  if (asked.outcome === 'unreachable') return `${hostOf(url)} cannot be reached (${asked.reason}): ${ADVICE}`;
  if (asked.status === 404)
    return `${hostOf(url)} does not know the link (404): it leads to another server, or a proxy changes its path; ${ADVICE}`;
  if (asked.status === 429)
    return `${hostOf(url)} has had too many requests from here (429): raise CHAPPE_TRACKING_RATE_LIMIT, or set CHAPPE_TRUSTED_PROXIES if all come through a proxy`;
  return asked.status >= 400 ? `${hostOf(url)} answered ${asked.status}: ${ADVICE}` : undefined;
}

/** A server that says no is told in its words; where none answered, the way to it is broken. */
function untaken(
  { outcome, server, diagnostic }: Exclude<Delivery, { outcome: 'accepted' }>,
  mail: string,
  advice: string,
): Result {
  if (outcome === 'refused')
    return { state: 'refused', reason: `${server} refused ${mail} with '${diagnostic}': ${advice}` };
  const where = server === '' ? '' : `${server}: `;
  return broken(`no server took ${mail}: ${where}${diagnostic}: ${advice}`);
}

function cancellationOf({ source: { detail } }: Event): string {
  const cancellation = 'cancellation' in detail ? detail.cancellation : undefined;
  const value = cancellation !== undefined && 'value' in cancellation ? cancellation.value : undefined;
  const isTold = typeof value === 'object' && value !== null && 'message' in value;
  return isTold ? String(value.message) : (cancellation?.type ?? 'no reason is known');
}
