import type { Delivery, OutgoingMessage } from '../email-transport.ts';
import { InFlight } from '../in-flight.ts';
import type { Turn } from '../line.ts';
import { PriorityGate } from '../priority-gate.ts';
import { SessionRefused, SmtpSession } from './smtp-session.ts';
import { SMTP_PATIENCE, type SmtpPatience, type SmtpTarget } from './smtp-target.ts';
import { unreachable } from './smtp-trouble.ts';

export type SmtpPoolOptions = {
  /** How many connections stand at once. */
  connections: number;
  /** After so many messages a connection is closed: servers count, and some mistrust endless ones. */
  messagesEach?: number;
  /** How long a connection may wait for the next message, in milliseconds; most servers end it themselves after some minutes. */
  idle?: number;
  patience?: Partial<SmtpPatience>;
};

/** Sends to one server over connections that are used again. */
export class SmtpPool {
  readonly #target: SmtpTarget;
  readonly #messagesEach: number;
  readonly #idle: number;
  readonly #patience: SmtpPatience;
  readonly #gate: PriorityGate;
  readonly #waiting: { session: SmtpSession; clock: NodeJS.Timeout }[] = [];
  readonly #sending = new InFlight();
  /** Of the last messages over connections that ended, as long as they are not noted. */
  readonly #owed = new Set<Promise<void>>();
  #closed = false;

  constructor(
    target: SmtpTarget,
    { connections, messagesEach = 100, idle = 15_000, patience }: SmtpPoolOptions,
  ) {
    this.#target = target;
    this.#messagesEach = messagesEach;
    this.#idle = idle;
    this.#patience = { ...SMTP_PATIENCE, ...patience };
    this.#gate = new PriorityGate(connections);
  }

  /** Whether nothing is being sent and nothing waits to be. */
  get resting(): boolean {
    return this.#sending.none;
  }

  send(message: OutgoingMessage, turn: Turn = {}): Promise<Delivery> {
    return this.#sending.run(this.#queue(message, turn));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending.ended();
    for (const { session, clock } of this.#waiting.splice(0)) {
      clearTimeout(clock);
      this.#end(session);
    }
  }

  async #queue(message: OutgoingMessage, turn: Turn): Promise<Delivery> {
    if (this.#closed) return this.#tooLate();
    await this.#gate.enter(turn);
    try {
      return await this.#sendOver(this.#rested(), message);
    } catch (error) {
      if (error instanceof SessionRefused) return error.trouble;
      throw error;
    } finally {
      this.#gate.leave();
    }
  }

  async #sendOver(rested: SmtpSession | undefined, message: OutgoingMessage): Promise<Delivery> {
    const session = rested ?? (await this.#open());
    const delivery = await session.send(message);
    this.#keep(session);
    // The server had ended the connection while it waited, and nobody noticed before the next message.
    if (rested !== undefined && isStale(delivery)) return this.#sendOver(undefined, message);
    return delivery;
  }

  /** A new connection takes the place of one that ended, and what that one had to wait for. */
  async #open(): Promise<SmtpSession> {
    await Promise.all(this.#owed);
    return SmtpSession.open(this.#target, this.#patience);
  }

  /** The connection that was used last, as long as it stands. */
  #rested(): SmtpSession | undefined {
    for (;;) {
      const last = this.#waiting.pop();
      if (last === undefined) return undefined;
      clearTimeout(last.clock);
      if (last.session.usable) return last.session;
      this.#end(last.session);
    }
  }

  #keep(session: SmtpSession): void {
    if (!session.usable || session.sent >= this.#messagesEach) {
      this.#end(session);
      return;
    }
    const clock = setTimeout(() => {
      const at = this.#waiting.findIndex((entry) => entry.session === session);
      if (at >= 0) this.#waiting.splice(at, 1);
      this.#end(session);
    }, this.#idle);
    this.#waiting.push({ session, clock });
  }

  #end(session: SmtpSession): void {
    session.quit();
    const { noted } = session;
    if (noted === undefined) return;
    this.#owed.add(noted);
    const forget = () => this.#owed.delete(noted);
    noted.then(forget, forget);
  }

  #tooLate(): Delivery {
    return unreachable(this.#target.host, 'connection', 'closed', 'the server is stopping');
  }
}

/** Whether the connection was gone before the message was offered. */
function isStale(delivery: Delivery): boolean {
  if (delivery.outcome === 'unreachable') return !delivery.uncertain && delivery.reason === 'connection';
  return delivery.outcome === 'refused' && delivery.stage === 'sender' && delivery.code === 421;
}
