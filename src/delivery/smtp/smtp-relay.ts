import type { Delivery, EmailTransport, OutgoingMessage } from '../email-transport.ts';
import type { Turn } from '../line.ts';
import { SmtpPool, type SmtpPoolOptions } from './smtp-pool.ts';
import type { SmtpTarget } from './smtp-target.ts';

/** Hands every message to one server, which sends it on. */
export class SmtpRelay implements EmailTransport {
  readonly #pool: SmtpPool;

  constructor(target: SmtpTarget, options: SmtpPoolOptions) {
    this.#pool = new SmtpPool(target, options);
  }

  send(message: OutgoingMessage, turn: Turn = {}): Promise<Delivery> {
    return this.#pool.send(message, turn);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
