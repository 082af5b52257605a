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
    const way: Way = { id, transport: this.#open(account, route), rate: route.rate };
    this.#ways.set(id, way);
    return way;
  }

  /** Waits for what is being sent, and closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#ways.values()].map(({ transport }) => transport.close()));
  }

  #open(account: AccountName, route: SenderRoute): EmailTransport {
    const helloName = this.#helloName;
    const { connections } = route;
    switch (route.scheme) {
      case 'smtp':
        return new SmtpRelay({ ...route.target, helloName }, { connections });
      case 'mx':
        return new DirectDelivery({ resolver: this.#resolver, connections, helloName });
      case 'capture':
        return new CaptureFolder(join(this.#captured, folderOf(account)));
    }
  }
}
