import type { Unreachable, UnreachableReason } from '../email-transport.ts';
import { unreachable } from '../smtp/smtp-trouble.ts';
import type { MailResolver } from './mail-resolver.ts';

/** The hosts that take the mail of a domain, best first; or why there are none. */
export type MailHosts = { hosts: readonly string[] } | { hosts?: undefined; trouble: Unreachable };

/** How long an answer is believed, in milliseconds, and of how many domains. Node does not tell how long DNS allows. */
const KEPT_FOR = 300_000;
const MOST_KEPT = 10_000;

/** How many hosts are tried; a domain with more has given enough chances. */
const MOST_HOSTS = 5;

/** Looks up who takes the mail of domains (RFC 5321, 5.1; RFC 7505), and remembers it for some minutes. */
export class MailHostLookup {
  readonly #resolver: MailResolver;
  readonly #now: () => number;
  readonly #known = new Map<string, { until: number; found: Promise<MailHosts> }>();

  constructor(resolver: MailResolver, now: () => number = Date.now) {
    this.#resolver = resolver;
    this.#now = now;
  }

  of(domain: string): Promise<MailHosts> {
    const known = this.#known.get(domain);
    if (known !== undefined && known.until > this.#now()) return known.found;
    const found = this.#find(domain);
    this.#known.delete(domain);
    this.#known.set(domain, { until: this.#now() + KEPT_FOR, found });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) break;
      this.#known.delete(oldest);
    }
    // What a name server failed to tell is asked again the next time.
    found.then((hosts) => {
      const passing = hosts.hosts === undefined && !hosts.trouble.permanent;
      if (passing && this.#known.get(domain)?.found === found) this.#known.delete(domain);
    });
    return found;
  }

  async #find(domain: string): Promise<MailHosts> {
    try {
      const records = await this.#resolver.resolveMx(domain);
      if (records.length === 1 && (records[0]?.exchange ?? '').replace(/\.$/, '') === '')
        return none('domain without mail', `${domain} says that it takes no mail (null MX)`);
      const hosts = inOrder(records).slice(0, MOST_HOSTS);
      if (hosts.length > 0) return { hosts };
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTFOUND')
        return none('no such domain', `bad destination system: no such domain ${domain}`);
      if (code !== 'ENODATA')
        return none('name service', `the mail hosts of ${domain} cannot be looked up: ${code}`);
    }
    return this.#itself(domain);
  }

  /** A domain without MX takes its mail itself, when it has an address. */
  async #itself(domain: string): Promise<MailHosts> {
    const answers = await Promise.allSettled([
      this.#resolver.resolve4(domain),
      this.#resolver.resolve6(domain),
    ]);
    if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.length > 0))
      return { hosts: [domain] };
    const failed = answers.find(
      (answer) => answer.status === 'rejected' && !['ENODATA', 'ENOTFOUND'].includes(codeOf(answer.reason)),
    );
    if (failed?.status === 'rejected')
      return none('name service', `the address of ${domain} cannot be looked up: ${codeOf(failed.reason)}`);
    return none('no mail hosts', `unable to route: no mail hosts for ${domain}`);
  }
}

/** By preference; those with the same in any order, to share the load. */
function inOrder(records: readonly { exchange: string; priority: number }[]): string[] {
  return records
    .map(({ exchange, priority }) => ({
      host: exchange.replace(/\.$/, '').toLowerCase(),
      priority,
      lot: Math.random(),
    }))
    .filter(({ host }) => host !== '')
    .sort((a, b) => a.priority - b.priority || a.lot - b.lot)
    .map(({ host }) => host);
}

function none(reason: UnreachableReason, diagnostic: string): MailHosts {
  return { trouble: unreachable('', 'lookup', reason, diagnostic) };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
}
