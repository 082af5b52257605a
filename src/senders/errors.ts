import { InvalidInput } from '../accounts/errors.ts';

export class SenderNameInvalid extends InvalidInput {
  override readonly name = 'SenderNameInvalid';
  constructor(text: string) {
    super(
      `'${text}' cannot be the name of a sender; use 1 to 64 letters, digits, dots, underscores or dashes, beginning with a letter or digit`,
    );
  }
}

export class DomainInvalid extends InvalidInput {
  override readonly name = 'DomainInvalid';
  constructor(text: string) {
    super(`'${text}' is no domain such as news.example.com`);
  }
}

/** The account has a sender of that name, in whatever case. */
export class SenderExists extends Error {
  override readonly name = 'SenderExists';
  constructor(account: string, sender: string) {
    super(
      `account ${account} has a sender named ${sender} already; choose another name, or remove that one first with 'chappe sender remove ${account} ${sender}'`,
    );
  }
}

export class UnknownSender extends Error {
  override readonly name = 'UnknownSender';
  constructor(account: string, sender: string) {
    super(`account ${account} has no sender ${sender}; 'chappe sender list ${account}' shows its senders`);
  }
}

/** The account has the domain. */
export class DomainExists extends Error {
  override readonly name = 'DomainExists';
  constructor(account: string, domain: string) {
    super(
      `account ${account} has the domain ${domain} already; 'chappe domain show ${account} ${domain}' prints its DNS records`,
    );
  }
}

/** How many domains an error names. */
const MOST_NAMED = 10;

/** The account may not send from the domain. */
export class UnknownDomain extends Error {
  override readonly name = 'UnknownDomain';
  readonly domain: string;
  /** @param known the domains from which it may. */
  constructor(account: string, domain: string, known: readonly string[]) {
    const named = known.slice(0, MOST_NAMED).join(', ') + (known.length > MOST_NAMED ? ', …' : '');
    super(
      known.length === 0
        ? `account ${account} may not send from ${domain}; it has no domain: 'chappe domain add ${account} DOMAIN' adds one`
        : `account ${account} may not send from ${domain}; its domains are ${named}`,
    );
    this.domain = domain;
  }
}
