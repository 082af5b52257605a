import type { Kysely } from 'kysely';
import { type AccountName, formatAccount } from '../accounts/account.ts';
import { readDomain } from '../mail/address.ts';
import type { CatalogTables } from '../storage/tables.ts';
import { listDomains, type SendingDomain } from './domains.ts';
import { UnknownDomain, UnknownSender } from './errors.ts';
import { CAPTURE_PROFILE, listProfiles, type SenderProfile } from './profiles.ts';

/** What the book is read from. */
export type SenderSource = {
  readonly db: Kysely<CatalogTables>;
  /** Differs from the one before whenever anything was committed in between. */
  version(): number;
};

/** How NP6 names the domain that every account may send from. */
export const DEFAULT_DOMAIN_NAME = 'defaultdomain';

type Known = { profiles: readonly SenderProfile[]; domains: readonly SendingDomain[] };

/**
 * The senders and domains of all accounts, for a running server: read when they are first asked for, and again after any
 * change of the catalog, so that what a command adds or removes counts from the next message on.
 */
export class SenderBook {
  readonly #source: SenderSource;
  readonly #defaultDomain: string;
  readonly #known = new Map<string, Promise<Known>>();
  #version: number | undefined;

  /** @param defaultDomain the domain that `defaultdomain` stands for. */
  constructor(source: SenderSource, defaultDomain: string) {
    this.#source = source;
    this.#defaultDomain = defaultDomain;
  }

  /**
   * The sender with a number, or the default one of the account.
   *
   * @throws UnknownAccount, UnknownSender
   */
  async profile(account: AccountName, number?: number): Promise<SenderProfile> {
    const { profiles } = await this.#of(account);
    if (number === undefined) return profiles[0] ?? CAPTURE_PROFILE;
    const found = profiles.find((profile) => profile.number === number);
    if (found === undefined) throw new UnknownSender(formatAccount(account), String(number));
    return found;
  }

  /**
   * The domain of a sender's address: one that the account has, or the default one.
   *
   * @throws UnknownAccount, UnknownDomain
   */
  async domain(account: AccountName, text?: string): Promise<SendingDomain> {
    const { domains } = await this.#of(account);
    const wanted = text === undefined || text === '' || text.toLowerCase() === DEFAULT_DOMAIN_NAME;
    const domain = wanted ? this.#defaultDomain : readDomain(text);
    const found = domains.find((known) => known.domain === domain);
    if (found !== undefined) return found;
    if (domain === this.#defaultDomain) return { domain, keys: [], createdAt: 0 };
    throw new UnknownDomain(
      formatAccount(account),
      domain ?? text ?? '',
      domains.map((known) => known.domain),
    );
  }

  #of(account: AccountName): Promise<Known> {
    const version = this.#source.version();
    if (version !== this.#version) this.#known.clear();
    this.#version = version;
    const name = formatAccount(account);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const found = this.#read(account);
    this.#known.set(name, found);
    // What failed is tried again the next time.
    found.catch(() => this.#known.delete(name));
    return found;
  }

  async #read(account: AccountName): Promise<Known> {
    const { db } = this.#source;
    return { profiles: await listProfiles(db, account), domains: await listDomains(db, account) };
  }
}
