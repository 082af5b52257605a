import { domainOf } from '../../mail/address.ts';
import type { Delivery, EmailTransport, OutgoingMessage } from '../email-transport.ts';
import { InFlight } from '../in-flight.ts';
import type { Turn } from '../line.ts';
import { SmtpPool } from '../smtp/smtp-pool.ts';
import type { SmtpPatience } from '../smtp/smtp-target.ts';
import { unreachable } from '../smtp/smtp-trouble.ts';
import { MailHostLookup } from './mail-hosts.ts';
import type { MailResolver } from './mail-resolver.ts';

export type DirectDeliveryOptions = {
  resolver: MailResolver;
  /** Connections to one host at once. Large mailboxes mistrust many from one address. */
  connections: number;
  helloName?: string | undefined;
  /** 25 everywhere but in tests. */
  port?: number;
  patience?: Partial<SmtpPatience>;
  idle?: number;
};

/** To how many hosts connections may stand; beyond, the hosts that rest are forgotten. */
const MOST_HOSTS = 500;

/** Delivers each message to the server of its recipient, without a relay. */
export class DirectDelivery implements EmailTransport {
  readonly #options: DirectDeliveryOptions;
  readonly #lookup: MailHostLookup;
  readonly #pools = new Map<string, SmtpPool>();
  readonly #sending = new InFlight();
  #closed = false;

  constructor(options: DirectDeliveryOptions) {
    this.#options = options;
    this.#lookup = new MailHostLookup(options.resolver);
  }

  async send(message: OutgoingMessage, turn: Turn = {}): Promise<Delivery> {
    if (this.#closed) return unreachable('', 'connection', 'closed', 'the server is stopping');
    return this.#sending.run(this.#send(message, turn));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending.ended();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  async #send(message: OutgoingMessage, turn: Turn): Promise<Delivery> {
    const found = await this.#lookup.of(domainOf(message.to));
    if (found.hosts === undefined) return found.trouble;
    let delivery: Delivery | undefined;
    for (const host of found.hosts) {
      delivery = await this.#sendTo(host, message, turn);
      if (!mayTryNext(delivery)) break;
    }
    return delivery ?? unreachable('', 'lookup', 'no mail hosts', 'unable to route: no mail hosts');
  }

  async #sendTo(host: string, message: OutgoingMessage, turn: Turn): Promise<Delivery> {
    const delivery = await this.#poolOf(host, 'any').send(message, turn);
    // A host that offers TLS and cannot do it would otherwise get no mail at all.
    if (delivery.outcome !== 'unreachable' || delivery.reason !== 'tls') return delivery;
    return this.#poolOf(host, 'none').send(message, turn);
  }

  #poolOf(host: string, startTls: 'any' | 'none'): SmtpPool {
    const key = `${startTls} ${host}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    this.#forget();
    const { helloName, port = 25, connections, patience, idle } = this.#options;
    const pool = new SmtpPool(
      { host, port, implicitTls: false, startTls, helloName },
      { connections, ...(patience !== undefined && { patience }), ...(idle !== undefined && { idle }) },
    );
    this.#pools.set(key, pool);
    return pool;
  }

  #forget(): void {
    if (this.#pools.size < MOST_HOSTS) return;
    for (const [key, pool] of this.#pools) {
      if (!pool.resting) continue;
      this.#pools.delete(key);
      void pool.close();
    }
  }
}

/** Another host of the domain may do better, as long as this one cannot have taken the message. */
function mayTryNext(delivery: Delivery): boolean {
  if (delivery.outcome === 'accepted') return false;
  if (delivery.outcome === 'unreachable') return !delivery.uncertain;
  // It did not even greet, or closes for now. What it says of the message itself is the domain's word.
  return delivery.stage === 'greeting' || delivery.stage === 'connection' || delivery.code === 421;
}
