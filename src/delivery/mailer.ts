import { domainOf } from '../mail/address.ts';
import type { Delivery, EmailTransport, OutgoingMessage } from './email-transport.ts';
import type { Turn } from './line.ts';
import { unreachable } from './smtp/smtp-trouble.ts';
import { type Rate, Throttle } from './throttle.ts';

/** A way out: what carries messages away, and how fast it may. */
export type Way = {
  /** Tells ways apart; rates are counted for each. */
  id: string;
  transport: EmailTransport;
  rate?: Rate | undefined;
  /** Whether it leads to the hosts of each domain, and not to one relay. */
  isDirect?: boolean;
};

/** Sends messages at the rate of their sender. One for all workers, so that the rate is kept by all of them together. */
export class Mailer {
  readonly #throttle: Throttle;

  constructor(throttle: Throttle = new Throttle()) {
    this.#throttle = throttle;
  }

  /** Waits until the message may go, then tries once. Nothing is thrown for what servers do. */
  async deliver({ id, transport, rate }: Way, message: OutgoingMessage, turn: Turn = {}): Promise<Delivery> {
    const may = await this.#throttle.take(id, domainOf(message.to), rate, turn);
    if (!may) return unreachable('', 'connection', 'closed', 'the server is stopping');
    return transport.send(message, turn);
  }

  /** Whoever still waits for a turn is told that there is none; what is being sent goes on. */
  close(): void {
    this.#throttle.close();
  }

  /** How many messages wait for their turn. */
  get waiting(): number {
    return this.#throttle.waiting;
  }
}
