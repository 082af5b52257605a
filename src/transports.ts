import { join } from 'node:path';
import { type AccountName, folderOf, formatAccount } from './accounts/account.ts';
import type { Settings } from './config/settings.ts';
import { CaptureFolder } from './delivery/capture/capture-folder.ts';
import type { EmailTransport } from './delivery/email-transport.ts';
import type { Way } from './delivery/mailer.ts';
import { DirectDelivery } from './delivery/mx/direct-delivery.ts';
import { type MailResolver, systemResolver } from './delivery/mx/mail-resolver.ts';
import { parseSenderUrl, type SenderRoute } from './delivery/sender-url.ts';
import { SmtpRelay } from './delivery/smtp/smtp-relay.ts';
import type { SenderProfile } from './senders/profiles.ts';

/** A route that leads to other machines. */
export type OutboundRoute = Exclude<SenderRoute, { scheme: 'capture' }>;

/** The ways out of a server, opened when they are first used. The one place that knows which adapter carries e-mail. */
export class Transports {
  readonly #captured: string;
  readonly #helloName: string | undefined;
  readonly #resolver: MailResolver;
  readonly #ways = new Map<string, Way>();

  constructor({ data, mailHost }: Pick<Settings, 'data' | 'mailHost'>, resolver = systemResolver()) {
    this.#captured = join(data, 'captured');
    // Without it, the name of the machine.
    this.#helloName = mailHost === 'auto' ? undefined : mailHost;
    this.#resolver = resolver;
  }

  of(account: AccountName, { number, url }: SenderProfile): Way {
    const id = `${formatAccount(account)} ${number}`;
    const known = this.#ways.get(id);
    if (known !== undefined) return known;
    const route = parseSenderUrl(url);
    const transport =
      route.scheme === 'capture'
        ? new CaptureFolder(join(this.#captured, folderOf(account)))
        : this.open(route);
    const way: Way = { id, transport, rate: route.rate, isDirect: route.scheme === 'mx' };
    this.#ways.set(id, way);
    return way;
  }

  /** A way out of the machine, which whoever asks for it closes. */
  open({ connections, ...route }: OutboundRoute): EmailTransport {
    const helloName = this.#helloName;
    return route.scheme === 'smtp'
      ? new SmtpRelay({ ...route.target, helloName }, { connections })
      : new DirectDelivery({ resolver: this.#resolver, connections, helloName });
  }

  /** Waits for what is being sent, and closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#ways.values()].map(({ transport }) => transport.close()));
  }
}
