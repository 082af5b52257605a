import type { EmailLinks, LinkPart } from '../rendering/email-links.ts';
import { linksOf } from '../rendering/html-links.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import { tokenAddress } from './address.ts';
import { LinkTooLong, tokenWriter } from './link-token.ts';
import { type Linking, linkHtml, type ReadHtml } from './linked-html.ts';
import { linkText } from './linked-text.ts';
import type { AccountKeys } from './signing-keys.ts';
import type { LinkTarget, PlacedLink, TrackedMessage } from './tracked-link.ts';

/** What is tracked of messages. */
export type TrackingPolicy = {
  /** Whether links are tracked that nobody has marked. */
  allLinks: boolean;
  opens: boolean;
  traps: boolean;
  /** Which messages can be unsubscribed from in the mailbox. */
  listUnsubscribe: 'campaigns' | 'all' | 'off';
};

/** How many links one message may have that are tracked. */
const MOST_LINKS = 2000;

/** The links of a message that is sent: each tells who followed it. */
export class MessageLinks implements EmailLinks {
  readonly #of: TrackedMessage['of'];
  readonly #token: (link: LinkTarget) => string;
  readonly #base: string;
  readonly #policy: TrackingPolicy;
  #made = 0;
  #read: ReadHtml | undefined;

  /** @param base the address of the tracking server. */
  constructor(message: TrackedMessage, keys: AccountKeys, base: string, policy: TrackingPolicy) {
    this.#of = message.of;
    this.#token = tokenWriter(message, keys);
    this.#base = base;
    this.#policy = policy;
  }

  /** @throws LinkTooLong */
  address(link: LinkTarget): string {
    return tokenAddress(this.#base, this.#token(link));
  }

  names(source: LinkPart): Readonly<Record<string, string>> {
    const address = (type: 'mirror' | 'unsubscribe') => this.address({ type, source });
    // Few templates name them, so none is made before it is asked for.
    return {
      get mirror() {
        return address('mirror');
      },
      get unsubscribe() {
        return address('unsubscribe');
      },
    };
  }

  inHtml(html: string, part: LinkPart): string {
    // HTML and text are made from the same HTML, which takes longer to read than to change.
    if (this.#read?.html !== html) this.#read = { html, found: linksOf(html) };
    return linkHtml(this.#read, this.#linking(part), part === 'html' ? this.#ending() : '');
  }

  inText(text: string): string {
    return linkText(text, this.#linking('text'));
  }

  get unsubscribe(): string | undefined {
    const { listUnsubscribe } = this.#policy;
    const wanted = listUnsubscribe === 'all' || listUnsubscribe === `${this.#of}s`;
    return wanted ? this.address({ type: 'unsubscribe', header: true }) : undefined;
  }

  #linking(source: LinkPart): Linking {
    return { source, all: this.#policy.allLinks, addressOf: (link) => this.#placed(link) };
  }

  #placed(link: PlacedLink): string | undefined {
    if (++this.#made > MOST_LINKS)
      throw new RenderFailure(link.source, `it has more than ${MOST_LINKS} tracked links`);
    // Templates name addresses of ours too, and such are tracked already.
    if (link.type === 'redirection' && link.destination.startsWith(tokenAddress(this.#base, '')))
      return undefined;
    try {
      return this.address(link);
    } catch (error) {
      // It works, and is not counted: better than a link that servers on the way refuse.
      if (error instanceof LinkTooLong) return undefined;
      throw error;
    }
  }

  #ending(): string {
    const { opens, traps } = this.#policy;
    return (
      (traps ? trap(this.address({ type: 'trap' })) : '') +
      (opens ? pixel(this.address({ type: 'open' })) : '')
    );
  }
}

/** Whoever loads the pictures of a message loads it. */
function pixel(address: string): string {
  return `<img src="${address}" alt="" width="1" height="1" border="0" style="width:1px;height:1px;border:0">`;
}

/** Nobody can see, hear or reach it: only programs that read the HTML follow it. */
function trap(address: string): string {
  return `<a href="${address}" rel="nofollow" tabindex="-1" aria-hidden="true" style="display:none;mso-hide:all"></a>`;
}
