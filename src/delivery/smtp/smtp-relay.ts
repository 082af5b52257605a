import type { Delivery, EmailTransport, OutgoingMessage } from '../email-transport.ts';
import { SmtpPool, type SmtpPoolOptions } from './smtp-pool.ts';
import type { SmtpTarget } from './smtp-target.ts';

/** Hands every message to one server, which sends it on. */
export class SmtpRelay implements EmailTransport {
  readonly #pool: SmtpPool;

  constructor(target: SmtpTarget, options: SmtpPoolOptions) {
    this.#pool = new SmtpPool(target, options);
  }

  send(message: OutgoingMessage, { urgent = false } = {}): Promise<Delivery> {
    return this.#pool.send(message, urgent);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
